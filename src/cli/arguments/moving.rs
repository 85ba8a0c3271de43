//! What can be said of moving files.

use crate::model::{Naming, OnConflict, RateLimits, TransferPolicy, Verify};
use clap::Args;

/// Options for moving files.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Moving files")]
pub struct Moving {
    /// What to do when a name is taken: ask (without a screen: refuse), overwrite, skip, rename,
    /// resume (go on with what is there), newer (replace it if it is older), size (replace it if its
    /// size differs)
    #[arg(long, global = true, value_name = "WHAT")]
    pub on_conflict: Option<OnConflict>,
    /// Go on with files that are there in part: --on-conflict resume
    #[arg(long, global = true, conflicts_with = "on_conflict")]
    pub resume: bool,
    /// How often a file that failed for a passing reason is tried again
    #[arg(long, global = true, value_name = "N",
          value_parser = clap::value_parser!(u32).range(..=1000))]
    pub retries: Option<u32>,
    /// Bytes a second, each way: 500k, 2M; or apart: down:2M,up:500k
    #[arg(long, global = true, value_name = "RATE")]
    pub limit: Option<RateLimits>,
    /// What proves a file beside the server's word: size, hash (where the server offers one), full
    /// (read it once more)
    #[arg(long, global = true, value_name = "HOW")]
    pub verify: Option<Verify>,
    /// Keep permissions as well as times
    #[arg(long, global = true)]
    pub keep_permissions: bool,
    /// What uploads are called until they are whole: temporary (renamed at the end) or direct;
    /// without it what the server allows
    #[arg(long, global = true, value_name = "HOW")]
    pub upload_naming: Option<Naming>,
}

impl Moving {
    /// The rule for names that are taken.
    pub fn rule(&self) -> Option<OnConflict> {
        self.on_conflict
            .or(self.resume.then_some(OnConflict::Resume))
    }

    /// Changes a site's policy to what was said.
    pub fn apply(&self, policy: &mut TransferPolicy) {
        policy.on_conflict = self.rule().or(policy.on_conflict);
        policy.retries = self.retries.unwrap_or(policy.retries);
        policy.verify = self.verify.unwrap_or(policy.verify);
        policy.keep_permissions |= self.keep_permissions;
        policy.naming = self.upload_naming.or(policy.naming);
    }
}
