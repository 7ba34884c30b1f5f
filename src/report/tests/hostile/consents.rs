//! What people write when they sign, hold and waive, in every renderer.

use super::{NASTY, assert_plain, assert_tame, called, events, seen};
use crate::report::{annotations, audit, comment, outputs, sample, terminal, who_markdown, who_terminal};

#[test]
fn nasty_words_in_a_comment() {
    let text = comment(&sample::consents::written(NASTY).report());
    assert_tame(&text);
    assert!(!events(&text).is_empty());
    insta::assert_snapshot!(seen(&text), @r"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **2 unmet, 1 unknown, 1 met** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### On hold

    - <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> holds the release since 2026-11-20 12:00 UTC: “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;”
      - → <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>: comment `/holdpoint lift` when it is over

    ### Missing sign-offs: 1

    - ❌ **qa-engineer** (<code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>) for “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;”
      - → comment `/holdpoint sign qa-engineer` on \#¦40
      - → or if you can edit \#¦40, tick the box “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;” there
      - → or put the label <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> on \#¦40
      - → or approve \#¦41

    ### Consents in doubt: 1

    - ❔ nobody can tell who ticked “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;”: a part of the text's history is gone
      - → <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>: untick it and tick it again

    When this is put right, run the gate again.

    ### Consents that do not count: 1

    - <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> witnessed that “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;” agreed: <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> in comment, under the label <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>

    ### Comments that were not understood: 1

    - <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> wrote <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>, and the policy has no role or requirement <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>
      - → write <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>

    ### Waived: 1

    - ☑️ <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> for <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>, by <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> as `release-manager` on 2026-11-20 in a comment, until 2026-11-24: “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;”
      - \#¦40 has no approval

    ### Waivers that do not count: 1

    - ❌ <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> for <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>, by <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> as `release-manager` on 2026-11-20 in a comment, until 2026-11-24: “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;”
      - it ends 40 days after it was given, and the policy allows 7
        - → write it again with an earlier day

    <details><summary>1 met</summary>

    - ✅ **@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;** (`customer`): <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> witnessed that “@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;” agreed: <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> in comment, under the label <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code>

    </details>

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`.
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is shown whole")]
fn nasty_words_on_a_terminal() {
    let text = terminal(&sample::consents::written(NASTY).report(), 100, false);
    assert_plain(&text);
    insta::assert_snapshot!(text, @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    2 unmet · 1 unknown · 1 met

    On hold
        @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
          holds the release since 2026-11-20 12:00 UTC: “@mona <img src=x> [a](http://b.c) | `x` **b**
          #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”
        -> @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
          -->: comment `/holdpoint lift` when it is over

    Missing sign-offs: 1
    ✗ qa-engineer  for “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
      �rtl␛[31m #12 -->”
        by @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
          -->
        -> comment `/holdpoint sign qa-engineer` on #40
        or if you can edit #40, tick the box “@mona <img src=x> [a](http://b.c) | `x` **b**
          #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” there
        or put the label `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->` on #40
        or approve #41  @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->

    Consents in doubt: 1
    ? nobody can tell who ticked “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊-
      [x] g �rtl␛[31m #12 -->”: a part of the text's history is gone
        -> @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
          -->: untick it and tick it again

    Consents that do not count: 1
    - @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
      witnessed that “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
      �rtl␛[31m #12 -->” agreed: `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊-
      [x] g �rtl␛[31m #12 -->` in comment, under the label `@mona <img src=x> [a](http://b.c) | `x`
      **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`  @mona <img src=x> [a](http://b.c) | `x`
      **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->

    Comments that were not understood: 1
    @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 --> wrote
      `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`,
      and the policy has no role or requirement `@mona <img src=x> [a](http://b.c) | `x` **b**
      #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`
        -> write `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m
          #12 -->`

    Waived: 1
    ~ `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`
      for `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
      -->`, by @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m
      #12 --> as `release-manager` on 2026-11-20 in a comment, until 2026-11-24: “@mona <img src=x>
      [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”  @mona <img src=x>
      [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
        #40 has no approval

    Waivers that do not count: 1
    ✗ `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`
      for `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12
      -->`, by @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m
      #12 --> as `release-manager` on 2026-11-20 in a comment, until 2026-11-24: “@mona <img src=x>
      [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”  @mona <img src=x>
      [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
        it ends 40 days after it was given, and the policy allows 7
        -> write it again with an earlier day

    Signed: 1
    ✓ @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
      witnessed that “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
      �rtl␛[31m #12 -->” agreed: `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊-
      [x] g �rtl␛[31m #12 -->` in comment, under the label `@mona <img src=x> [a](http://b.c) | `x`
      **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`  @mona <img src=x> [a](http://b.c) | `x`
      **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->

     outcome    requirement  title
     ✗ unmet    hold         Nobody holds the release
     ✗ unmet    quality      @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x]
                             g �rt…
     ? unknown  runbook      @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x]
                             g �rt…
     ✓ met      customer     @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x]
                             g �rt…

    policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4 points of the hourly allowance
    https://github.com/octoacme/shop/actions/runs/7
    NO-GO: 2 unmet, 1 unknown, 1 met
    ");
}

#[test]
fn nasty_words_to_each_person() {
    let sample = sample::consents::written(NASTY);
    assert_tame(&who_markdown(&sample.report()));
    insta::assert_snapshot!(who_terminal(&sample.report(), 100, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    2 unmet · 1 unknown · 1 met

    @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
      sign as qa-engineer for “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊-
        [x] g �rtl␛[31m #12 -->”
        -> comment `/holdpoint sign qa-engineer` on #40
        or if you can edit #40, tick the box “@mona <img src=x> [a](http://b.c) | `x` **b**
          #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” there
        or put the label `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->` on #40
        or approve #41  @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g
          �rtl␛[31m #12 -->
      On hold: @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m
        #12 --> holds the release since 2026-11-20 12:00 UTC: “@mona <img src=x> [a](http://b.c) | `x`
        **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”
        -> comment `/holdpoint lift` when it is over
      @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->:
        nobody can tell who ticked “@mona <img src=x> [a](http://b.c) | `x` **b**
        #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”: a part of the text's history is gone
        -> untick it and tick it again

    NO-GO: 2 unmet, 1 unknown, 1 met
    ");
}

#[test]
fn nasty_words_in_annotations_and_the_log() {
    let sample = sample::consents::written(NASTY);
    let all = annotations(&sample.report());
    let mut shown: Vec<String> = all.iter().map(|one| format!("{}\n{}", one.title, one.message)).collect();
    shown.extend(audit(&sample.report()));
    let shown = shown.join("\n\n");
    assert_plain(&shown);
    insta::assert_snapshot!(shown, @"
    on hold: Nobody holds the release
    `hold` is unmet
    - @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 --> holds the release since 2026-11-20 12:00 UTC: “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” -> @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->: comment `/holdpoint lift` when it is over

    missing sign-off of qa-engineer: @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
    `quality` is unmet
    - the sign-off of `qa-engineer` is missing -> @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 --> (role `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`): comment `/holdpoint sign qa-engineer` on #40, or if you can edit #40, tick the box “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” there, or put the label `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` on #40, or approve #41
    - @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 --> witnessed that “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” agreed: `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` in comment, under the label `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->`

    unknown: @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->
    `runbook` is unknown
    - nobody can tell who ticked “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->”: a part of the text's history is gone -> @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->: untick it and tick it again

    audit: @mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 --> as `release-manager` waived `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` for `@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->` of v1.4.0 (pre-release) on 2026-11-20 until 2026-11-24: “@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->” (@mona <img src=x> [a](http://b.c) | `x` **b** #＃[error]e␊::error::f␊- [x] g �rtl␛[31m #12 -->)
    ");
}

#[test]
fn nasty_words_to_those_who_are_called() {
    let calls = called(&mut sample::consents::written(NASTY), 40, NASTY);
    calls.iter().for_each(|call| assert_tame(call));
    insta::assert_snapshot!(seen(&calls[0]), @r"
    v1.4.0 waits for your sign-off:

    - @¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rt…, as `qa-engineer`: comment `/holdpoint sign qa-engineer` on \#¦40, tick @¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rt… (if you can edit it), put on the label <code>@¦mona &lt;img src=x&gt; \[a\](http:¦//b.c) &#124; \`x\` \*\*b\*\* ##\[error\]e ::error::f - \[x\] g rtl\[31m #¦12 --&gt;</code> or approve \#¦41

    The gate's other comment here shows how it stands now. You are called once for each release.
    ");
}

#[test]
fn nasty_words_in_the_outputs() {
    let sample = sample::consents::written(NASTY);
    for (name, value) in outputs(&sample.report(), None, None) {
        if name == "report" {
            assert_tame(&value);
        } else {
            assert_plain(&value);
            assert!(!value.contains('@'), "{name}: {value}");
        }
    }
}
