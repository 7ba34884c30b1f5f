//! Digests of files.

use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

use crate::evidence::Oid;

/// The id that Git gives a file with this content, in a repository whose ids look like this one: SHA-1, or SHA-256.
/// Source: the Git book, "Git Objects".
pub(super) fn blob(content: &[u8], like: &Oid) -> Oid {
    let header = format!("blob {}\0", content.len());
    let algorithm = if like.as_str().len() == 64 { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY };
    Oid::new(of(algorithm, &[header.as_bytes(), content]))
}

fn of(algorithm: &'static Algorithm, parts: &[&[u8]]) -> String {
    let mut context = Context::new(algorithm);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
