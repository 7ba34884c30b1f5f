//! The only room that knows HTTP.
//!
//! One [`Client`] carries every request; [`query`] and [`mutate`] speak GraphQL over it and [`read_all`] reads
//! REST lists to their end. Whatever goes wrong is a [`Failure`], a sentence for the person who must act.
//! Nothing here knows a policy or a verdict, reads the environment or prints.

mod alerts;
mod arrivals;
mod authors;
mod batch;
mod checks;
mod client;
mod closing;
mod code_scanning;
mod collect;
mod comments;
mod commits;
mod compare;
mod consents;
mod contents;
mod cut;
mod discussion;
mod document;
mod endpoints;
mod failure;
mod files;
mod graphql;
mod habits;
mod head_arrivals;
mod issue;
mod listed_issues;
mod merging;
mod needed;
mod newcomers;
mod notes;
mod notes_write;
mod older;
mod opening;
mod own_commits;
mod owners;
mod page;
mod pointed;
mod proposal;
mod proposed_release;
mod proxy;
mod publish;
mod pull_request;
mod range;
mod recorded;
mod release_page;
mod releases;
mod repair;
mod reply;
mod repository;
mod required_checks;
mod retry;
mod settings;
mod sticky;
mod team;
mod text_file;
mod timeline;
mod tip;
mod together;
mod token;
mod tracking;
mod trouble;
mod watch;
mod width;
mod window;
mod workflow_runs;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod loopback;

pub use client::{Answer, Client, Settings, SetupError, Usage, path};
pub use closing::{close, lines_to};
pub use collect::{Clients, collect};
pub use comments::{OwnComment, OwnComments, OwnThread, comments_of, marker};
pub use cut::{cut, look};
pub use endpoints::{EndpointError, Endpoints};
pub use failure::{Failure, FailureKind, Problem};
pub use graphql::{GraphqlError, Partial, PathItem, mutate, query};
pub use habits::habits;
pub use merging::merging;
pub use needed::find_issues;
pub use newcomers::newcomers;
pub use notes_write::{NotesPlace, NotesUnwritten, NotesWritten, read_notes, write_notes};
pub use opening::{OpeningRead, OpeningWish, open};
pub use page::{Page, read_all};
pub use pointed::look_up;
pub use proposal::touches;
pub use proposed_release::{BaseFile, BaseFiles, Proposed, Unproposed, base_files, left_to_do, propose};
pub use proxy::{Proxy, ProxyError};
pub use publish::{
    CheckRunText, CommentText, Conclusion, MOST_NOTICES, Notice, Notified, Published, Written, notify,
    publish,
};
pub use recorded::{LARGEST_FILE, RecordedTag, RecordedTags, attached, blob, recorded, recorded_tags};
pub use settings::{SettingsWish, settings};
pub use tip::tip;
pub use token::{Token, TokenError};
pub use tracking::{
    NewIssue, Opened, TextUnwritten, TextWritten, Unopened, open_issue, read_text, write_text,
};
pub use watch::{can_watch, watch};
