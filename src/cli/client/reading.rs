//! Parts of a file, and what the server says of it.

use super::Client;
use crate::engine::{Cause, Command, Event, Problem, RequestId};
use crate::model::{FileFacts, FileRange, Part, RemotePath};

/// What came of asking for a part, or for the facts.
enum Answer {
    Part(Part),
    Facts(FileFacts),
}

impl Client {
    /// Reads a part of a file; what fails in passing is tried again.
    pub(in crate::cli) async fn part(
        &mut self,
        path: &RemotePath,
        range: &FileRange,
        size: Option<u64>,
    ) -> Result<Part, Problem> {
        let asked = |request| Command::Read {
            request,
            path: path.clone(),
            range: range.clone(),
            size,
        };
        match self.inspect(asked).await? {
            Answer::Part(part) => Ok(part),
            Answer::Facts(_) => Ok(Part::default()),
        }
    }

    /// Size and time of a file; what fails in passing is tried again.
    pub(in crate::cli) async fn facts(&mut self, path: &RemotePath) -> Result<FileFacts, Problem> {
        let asked = |request| Command::Look {
            request,
            path: path.clone(),
        };
        match self.inspect(asked).await? {
            Answer::Facts(facts) => Ok(facts),
            Answer::Part(_) => Ok(FileFacts::default()),
        }
    }

    async fn inspect(&mut self, asked: impl Fn(RequestId) -> Command) -> Result<Answer, Problem> {
        let mut failures = 0;
        loop {
            self.next += 1;
            let wanted = RequestId(self.next);
            self.send(asked(wanted));
            match self.inspected(wanted).await {
                Err(problem) if matches!(problem.cause, Cause::Transient | Cause::Data) => {
                    self.wait(&problem, &mut failures).await?;
                }
                answer => return answer,
            }
        }
    }

    async fn inspected(&mut self, wanted: RequestId) -> Result<Answer, Problem> {
        loop {
            match self.event().await? {
                Event::Part { request, part } if request == wanted => {
                    return Ok(Answer::Part(part));
                }
                Event::Looked { request, facts } if request == wanted => {
                    return Ok(Answer::Facts(facts));
                }
                Event::Failed { request, problem } if request == wanted => return Err(problem),
                event => self
                    .give_up_or_wait(event)?
                    .into_iter()
                    .for_each(|line| crate::cli::say(&line)),
            }
        }
    }
}
