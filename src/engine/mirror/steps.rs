//! What a mirror asks of a server beside listing and copying.

use crate::engine::explain;
use crate::engine::session::Session;
use crate::engine::{Cause, Problem};
use crate::ftp::commands::{self, Absence};
use crate::model::RemotePath;

/// One step of a mirror on the server.
#[derive(Clone, Debug)]
pub enum MirrorStep {
    /// Prove that none of these is there: the server itself says so of each.
    Prove(Vec<RemotePath>),
    /// Delete this folder, which is empty; one that is not stays.
    RemoveDir(RemotePath),
}

impl Session {
    pub(crate) async fn mirror_step(&mut self, step: MirrorStep) -> Result<(), Problem> {
        match step {
            MirrorStep::Prove(paths) => {
                for path in paths {
                    self.prove_absence(&path).await?;
                }
                Ok(())
            }
            MirrorStep::RemoveDir(path) => {
                let what = format!("Deleting {}", self.names().shown(path.as_bytes()));
                let done = commands::remove_dir(&mut self.control, &path).await;
                done.map_err(|error| explain::unanswered(&what, &error))
            }
        }
    }

    async fn prove_absence(&mut self, path: &RemotePath) -> Result<(), Problem> {
        let shown = self.names().shown(path.as_bytes());
        let what = format!("Asking for {shown}");
        let found = commands::absence(&mut self.control, &self.features, path).await;
        match found.map_err(|error| explain::failed(&what, &error))? {
            Absence::Proved => Ok(()),
            Absence::Refuted => Err(Problem::new(
                Cause::Unproved,
                format!("the server's listing leaves out {shown}, which is there"),
            )),
            Absence::Unknown(reply) => Err(Problem::new(
                Cause::Unproved,
                format!("the server does not say whether {shown} is there"),
            )
            .words(self.names().shown(reply.text().as_bytes()))),
        }
    }
}
