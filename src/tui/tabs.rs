//! The tabs: each is a state with an engine and outlets of its own. One is on the screen and gets
//! what the user does; what happens to the others goes into their states all the same.

use super::perform::{ForScreen, Outlets, perform};
use crate::app::{
    App, Effect, HandedOver, LeftCopy, Message, TabId, TabNews, TabStart, TabStrip, TabView,
};
use crate::engine::{self, Command, EngineHandle, EngineOptions, Told};
use crate::model::clock;
use futures_util::FutureExt as _;
use futures_util::future::{join_all, select_all};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

/// How long an engine may take to end in order.
const FAREWELL: Duration = Duration::from_secs(2);

/// A state, its engine and its outlets.
#[derive(Debug)]
pub(super) struct Tab {
    pub(super) id: TabId,
    pub(super) app: Box<App>,
    pub(super) outlets: Outlets,
    engine: EngineHandle,
    /// Cleared when the engine has ended, so that its closed channels are not asked again.
    lives: bool,
    answers: UnboundedReceiver<Message>,
    /// When something of it changes by time alone.
    due: Option<Instant>,
}

impl Tab {
    /// The next thing that happens to it; waits for ever where nothing does.
    async fn next(&mut self) -> Message {
        loop {
            let lives = self.lives;
            let message = tokio::select! {
                biased;
                message = self.answers.recv() => message,
                told = self.engine.told(), if lives => Some(match told {
                    Told::Event(event) => Message::Engine(*event),
                    Told::Snapshot => self.snapshot(),
                    Told::Ended => {
                        self.lives = false;
                        Message::EngineEnded
                    }
                }),
            };
            if let Some(message) = message {
                return message;
            }
        }
    }

    fn snapshot(&mut self) -> Message {
        Message::Snapshot(self.engine.snapshot.borrow_and_update().clone())
    }

    /// What has happened to it already.
    fn ready(&mut self) -> Option<Message> {
        let answer = self.answers.try_recv().ok();
        answer.or_else(|| self.engine.events.try_recv().ok().map(Message::Engine))
    }

    /// Lets the state change; what the screen has to do of what it asks for comes back.
    pub(super) fn update(&mut self, message: Message) -> Vec<ForScreen> {
        let effects = self.app.update(message, clock::now());
        self.look_ahead();
        self.perform(effects)
    }

    /// Notes when time alone changes something next.
    fn look_ahead(&mut self) {
        let next = self.app.next_tick();
        self.due = next.map(|after| Instant::now() + after);
    }

    pub(super) fn perform(&self, effects: Vec<Effect>) -> Vec<ForScreen> {
        let performed = effects
            .into_iter()
            .map(|effect| perform(effect, &self.outlets));
        performed
            .filter(|wish| *wish != ForScreen::Nothing)
            .collect()
    }

    fn view(&self) -> TabView {
        TabView {
            id: self.id,
            ..self.app.tab_view()
        }
    }
}

/// Lets an engine end in order: part files out of the way, QUIT on each session.
async fn farewell(mut engine: EngineHandle) {
    if engine.commands.send(Command::Quit).is_ok() {
        let ended = async { while engine.events.recv().await.is_some() {} };
        let _ = timeout(FAREWELL, ended).await;
    }
}

/// All tabs, in their order.
#[derive(Debug)]
pub(super) struct Tabs {
    /// Those before the one on the screen.
    before: Vec<Tab>,
    /// The one on the screen.
    pub(super) front: Tab,
    /// Those after it.
    after: VecDeque<Tab>,
    last_id: u64,
    /// How their engines are started.
    engines: EngineOptions,
    /// Engines of tabs that are closed, until they have ended.
    leaving: JoinSet<()>,
    /// Copies of files that were edited in tabs that are closed.
    left: Vec<LeftCopy>,
    /// Whose turn it is to be heard first.
    turn: usize,
}

impl Tabs {
    /// The first one. Each has the outlets that are given here, with ends of its own to its engine and
    /// its state.
    pub(super) fn open(app: App, engines: EngineOptions, outlets: &Outlets) -> Self {
        let id = TabId(1);
        Self {
            before: Vec::new(),
            front: tab(id, app, &engines, outlets),
            after: VecDeque::new(),
            last_id: id.0,
            engines,
            leaving: JoinSet::new(),
            left: Vec::new(),
            turn: 0,
        }
    }

    pub(super) fn are_several(&self) -> bool {
        !(self.before.is_empty() && self.after.is_empty())
    }

    fn all(&self) -> impl Iterator<Item = &Tab> {
        let front = std::iter::once(&self.front);
        self.before.iter().chain(front).chain(&self.after)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        let front = std::iter::once(&mut self.front);
        self.before.iter_mut().chain(front).chain(&mut self.after)
    }

    pub(super) fn get(&mut self, id: TabId) -> Option<&mut Tab> {
        self.all_mut().find(|tab| tab.id == id)
    }

    /// All but this one.
    pub(super) fn others(&self, than: TabId) -> Vec<TabId> {
        let all = self.all().map(|tab| tab.id);
        all.filter(|id| *id != than).collect()
    }

    /// The next thing that happens to one of them.
    pub(super) async fn next(&mut self) -> (TabId, Message) {
        if !self.are_several() {
            return (self.front.id, self.front.next().await);
        }
        self.turn = self.turn.wrapping_add(1);
        let turn = self.turn;
        let each = self.all_mut().map(|tab| {
            let id = tab.id;
            tab.next().map(move |message| (id, message)).boxed_local()
        });
        let mut each: Vec<_> = each.collect();
        let count = each.len().max(1);
        each.rotate_left(turn % count);
        select_all(each).await.0
    }

    /// What has happened to one of them already.
    pub(super) fn ready(&mut self) -> Option<(TabId, Message)> {
        self.all_mut()
            .find_map(|tab| tab.ready().map(|message| (tab.id, message)))
    }

    /// When time alone changes something in one of them.
    pub(super) fn due(&self) -> Option<Instant> {
        self.all().filter_map(|tab| tab.due).min()
    }

    /// Takes those in which it does by now.
    pub(super) fn take_due(&mut self, now: Instant) -> Vec<TabId> {
        let due = self
            .all_mut()
            .filter(|tab| tab.due.is_some_and(|due| due <= now));
        due.map(|tab| {
            tab.due = None;
            tab.id
        })
        .collect()
    }

    /// The tabs as they know each other; none where there is only one.
    pub(super) fn strip(&self) -> TabStrip {
        if !self.are_several() {
            return TabStrip::default();
        }
        TabStrip {
            all: self.all().map(Tab::view).collect(),
            here: self.before.len(),
            behind: false,
        }
    }

    /// What a tab has taken in of the user's own reaches the others.
    pub(super) fn share(&mut self, from: TabId) {
        let all: Vec<&mut Tab> = self.all_mut().collect();
        let (from, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|tab| tab.id == from);
        let Some(from) = from.into_iter().next() else {
            return;
        };
        for tab in others {
            let effects = tab.app.keep_up_with(&from.app);
            tab.perform(effects);
        }
    }

    /// Opens a tab behind the one on the screen, which stays there; what the screen has to do for it.
    pub(super) fn add(&mut self, start: &TabStart) -> (TabId, Vec<ForScreen>) {
        self.last_id += 1;
        let id = TabId(self.last_id);
        let (app, effects) = self.front.app.beside(start);
        let tab = tab(id, app, &self.engines, &self.front.outlets);
        let wishes = tab.perform(effects);
        self.after.push_front(tab);
        (id, wishes)
    }

    /// Puts the tab at this place on the screen; what the screen has to do for it.
    pub(super) fn show(&mut self, place: usize) -> Vec<ForScreen> {
        let carried = self.leave();
        while self.before.len() > place
            && let Some(tab) = self.before.pop()
        {
            let was = std::mem::replace(&mut self.front, tab);
            self.after.push_front(was);
        }
        while self.before.len() < place
            && let Some(tab) = self.after.pop_front()
        {
            let was = std::mem::replace(&mut self.front, tab);
            self.before.push(was);
        }
        self.arrive(carried)
    }

    /// Closes the tab on the screen, if there is another one; what the screen has to do for that.
    pub(super) fn close(&mut self) -> Vec<ForScreen> {
        let Some(next) = self.after.pop_front().or_else(|| self.before.pop()) else {
            return Vec::new();
        };
        let carried = self.leave();
        let mut closed = std::mem::replace(&mut self.front, next);
        self.left.extend(closed.app.left_copies());
        self.leaving.spawn(farewell(closed.engine));
        self.arrive(carried)
    }

    fn leave(&mut self) -> Option<HandedOver> {
        self.front.update(Message::Tabs(TabNews::Hidden));
        self.front.app.hand_over()
    }

    fn arrive(&mut self, carried: Option<HandedOver>) -> Vec<ForScreen> {
        let strip = self.strip();
        let wishes = self.front.update(Message::Tabs(TabNews::Shown(strip)));
        if let Some(carried) = carried {
            self.front.app.take_from(carried);
            self.front.look_ahead();
        }
        wishes
    }

    /// Lets all engines end in order. The copies of edited files that are left come back.
    pub(super) async fn end(self) -> Vec<LeftCopy> {
        let Self {
            before,
            front,
            after,
            leaving,
            mut left,
            ..
        } = self;
        let mut all: Vec<Tab> = before.into_iter().chain([front]).chain(after).collect();
        for tab in &mut all {
            tab.update(Message::Terminate);
            left.extend(tab.app.left_copies());
        }
        let ends = join_all(all.into_iter().map(|tab| farewell(tab.engine)));
        tokio::join!(ends, leaving.join_all());
        left
    }
}

fn tab(id: TabId, app: App, engines: &EngineOptions, outlets: &Outlets) -> Tab {
    let engine = engine::start_with(engines.clone());
    let (sender, answers) = mpsc::unbounded_channel();
    let mut tab = Tab {
        id,
        app: Box::new(app),
        outlets: Outlets {
            commands: engine.commands.clone(),
            answers: sender,
            ..outlets.clone()
        },
        engine,
        lives: true,
        answers,
        due: None,
    };
    tab.look_ahead();
    tab
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlets() -> Outlets {
        Outlets {
            commands: mpsc::unbounded_channel().0,
            passwords: mpsc::unbounded_channel().0,
            settings: std::sync::mpsc::channel().0,
            sites: mpsc::unbounded_channel().0,
            history: None,
            answers: mpsc::unbounded_channel().0,
        }
    }

    #[tokio::test]
    async fn time_passes_behind_as_well() {
        let home = tempfile::tempdir().unwrap();
        let mut app = App::new((120, 36), home.path().into(), None, false, clock::now());
        let effects = app.start(None);
        let mut tabs = Tabs::open(app, EngineOptions::default(), &outlets());
        let first = tabs.front.id;
        tabs.front.perform(effects);
        while tabs.front.app.local.loading.is_some() {
            let (_, message) = tabs.next().await;
            tabs.front.update(message);
        }
        tabs.add(&TabStart::Empty);
        tabs.show(1);
        // Nothing of it is to happen, however old its listing is.
        assert_eq!(tabs.get(first).unwrap().due, None);
        let changed = TabNews::Changed(home.path().join("new"));
        let behind = tabs.get(first).unwrap();
        behind.update(Message::Tabs(changed));
        let due = behind.due.expect("its folder is listed again in a moment");
        assert!(tabs.due().is_some_and(|next| next <= due));
        assert!(tabs.take_due(due).contains(&first));
        assert!(!tabs.take_due(due).contains(&first), "told once");
    }
}
