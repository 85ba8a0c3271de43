//! What the panes know beside their listings: where the user goes, what was asked, and what is under
//! way between the two.

use super::background::Background;
use super::carrying::{Errand, Relay};
use super::comparison::Comparison;
use super::deletion::Counting;
use super::line::{Matching, Writing};
use super::mirroring::Going;
use super::sites::SiteManager;
use super::subject::Subject;
use super::synchronized::Following;
use super::{InquiryField, InquiryPurpose};
use crate::engine::{DropId, Place};
use crate::model::bookmark::Bookmarks;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

/// What the panes know beside their listings.
#[derive(Debug, Default)]
pub struct Memory {
    /// The folders that are kept, and those visited last.
    pub bookmarks: Bookmarks,
    /// The file with them; without one they are gone when the program ends.
    pub bookmark_file: Option<PathBuf>,
    /// Whether the panes go together.
    pub synchronized: bool,
    /// What the menu or the palette is about.
    pub(super) subject: Option<Subject>,
    /// Where a pane is to come to because the other one went there.
    pub(super) following: Option<Following>,
    /// What was answered last to what is asked together.
    pub(super) inquired: BTreeMap<InquiryPurpose, Vec<InquiryField>>,
    /// Whether the panes are being held against each other.
    pub(super) comparing: Background,
    /// The listing of a command that is to be read.
    pub(super) writing: Writing,
    /// What the patterns in the command line match.
    pub(super) matching: Matching,
    /// What is left to be done of a comparison of the panes.
    pub(super) comparison: Option<Comparison>,
    /// What is being counted for a deletion that is asked about.
    pub(super) counting: Option<Counting>,
    /// A mirror whose folders are being made.
    pub(super) going: Option<Going>,
    /// What is copied through this computer, on the server or from another tab's.
    pub(super) relays: Vec<Relay>,
    /// How many files such a copy had that has just been told of: the end of the batch tells no more.
    pub(super) told_of: Option<usize>,
    /// What this tab brings for such a copy of another one.
    pub(super) errands: Vec<Errand>,
    /// Drops that the user has taken back, until it is known whether some of them had begun.
    pub(super) undone: BTreeSet<DropId>,
    /// The site manager, while sites are taken over that were asked for in it.
    pub(super) manager: Option<Box<SiteManager>>,
    /// The folders of listings that were shown, the latest last.
    pub(super) listings: VecDeque<(Place, Vec<String>)>,
}
