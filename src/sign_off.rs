//! Who consented to what, proven by what GitHub records.
//!
//! What is read here is only what was said and done: whether whoever did it may, is for whoever asks.

pub mod command;
pub mod history;
mod record;
mod rules;

pub use record::{Record, Said, Words, lost, words};
pub use rules::{Demand, Fresh, Rules, Signers, Way};
