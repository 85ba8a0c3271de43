//! What a deletion would take with it: counted while the question is on the screen.

use super::survey::Survey;
use super::{App, Overlay, Question};
use crate::engine::{Place, Problem, RequestId};
use crate::model::measured::total;
use crate::model::text::{plural, size};
use crate::model::{Entry, Name, Shore};

/// More folders than this are not read for a number: on the server each costs a listing.
const LIMITS: [(Shore, usize); 2] = [(Shore::Local, 5_000), (Shore::Remote, 200)];

/// What is in the folders that would be deleted.
#[derive(Debug)]
pub(super) struct Counting {
    survey: Survey,
    files: usize,
    folders: usize,
    bytes: u64,
    /// Why the first of those that could not be read could not.
    refusal: Option<String>,
    over: bool,
}

impl App {
    /// Begins to count what is in these folders of a directory.
    pub(super) fn count_for_deletion(&mut self, directory: Place, folders: Vec<Name>) {
        self.stop_counting();
        if folders.is_empty() {
            return;
        }
        let shore = super::place::shore(&directory);
        let limit = LIMITS.iter().find(|(known, _)| *known == shore);
        let limit = limit.map_or(0, |(_, limit)| *limit);
        let mut survey = Survey::new(directory, folders, limit);
        let over = !self.survey_on(&mut survey);
        self.memory.counting = Some(Counting {
            survey,
            files: 0,
            folders: 0,
            bytes: 0,
            refusal: None,
            over,
        });
    }

    /// Counts no more. The listing that is under way is left to come: breaking it off would cost more.
    pub(super) fn stop_counting(&mut self) {
        self.memory.counting = None;
    }

    /// A listing has come; whether it was counted.
    pub(super) fn deletion_counted(&mut self, request: RequestId, entries: &[Entry]) -> bool {
        let Some(mut counting) = self.counting_for(request) else {
            return false;
        };
        for entry in counting.survey.listed(entries.to_vec(), |_| true) {
            if entry.is_dir() {
                counting.folders += 1;
            } else {
                counting.files += 1;
                counting.bytes = total([counting.bytes, entry.size.unwrap_or(0)]);
            }
        }
        self.count_on(counting);
        true
    }

    /// A folder could not be read; whether it was to be counted.
    pub(super) fn counting_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let Some(mut counting) = self.counting_for(request) else {
            return false;
        };
        counting.survey.failed();
        let words = problem.words.as_ref().unwrap_or(&problem.what);
        let words = words.trim_end_matches('.').to_owned();
        counting.refusal.get_or_insert(words);
        self.count_on(counting);
        true
    }

    fn counting_for(&mut self, request: RequestId) -> Option<Counting> {
        self.memory
            .counting
            .take_if(|counting| counting.survey.awaits(request))
    }

    /// Counts on as long as the question is there.
    fn count_on(&mut self, mut counting: Counting) {
        let asked = matches!(
            self.overlay,
            Some(Overlay::Question(
                Question::DeleteLocal { .. } | Question::DeleteRemote { .. }
            ))
        );
        if asked {
            counting.over = !self.survey_on(&mut counting.survey);
            self.memory.counting = Some(counting);
        }
    }

    /// What is in the folders that would be deleted, as far as it is counted.
    pub fn deletion_words(&self) -> Option<String> {
        let counting = self.memory.counting.as_ref()?;
        let (files, folders) = (plural(counting.files, "file"), counting.folders);
        let inside = match folders {
            0 => files,
            _ => format!("{files} and {}", plural(folders, "folder")),
        };
        let inside = format!("{inside}, {}", size(counting.bytes));
        let (read, unread) = (counting.survey.folders, counting.survey.unread);
        if counting.over && unread > 0 {
            let refusal = counting.refusal.as_deref().unwrap_or_default();
            let which = plural(unread, "folder");
            return Some(match read {
                0 => {
                    format!("What is in {which} is not known, since it cannot be read: {refusal}.")
                }
                _ => {
                    format!("In the folders at least: {inside}. {which} cannot be read: {refusal}.")
                }
            });
        }
        let partly = counting.survey.is_cut;
        Some(match (counting.over, partly) {
            (false, _) => format!("In the folders so far: {inside}; counting goes on."),
            (true, true) => format!("In the folders at least: {inside}."),
            (true, false) => format!("In the folders: {inside}."),
        })
    }
}
