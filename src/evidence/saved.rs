//! Saved evidence, read back.

use jiff::Timestamp;

use super::{Evidence, FORMAT};

impl Evidence {
    /// Evidence as it was saved.
    ///
    /// # Errors
    /// It is damaged, or of another format: the place of it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let reader = &mut serde_json::Deserializer::from_slice(bytes);
        let evidence: Self = serde_path_to_error::deserialize(reader).map_err(|error| error.to_string())?;
        if evidence.format != FORMAT {
            return Err(format!("it has format {}, this version reads format {FORMAT}", evidence.format));
        }
        Ok(evidence)
    }

    /// GitHub's clock at the last answer: the time by which the live run judged.
    #[must_use]
    pub fn read_at(&self) -> Timestamp {
        self.closing.value().map_or(self.opening.at, |closing| closing.at)
    }
}
