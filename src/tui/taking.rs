//! What happens goes into the states: one thing at a time, and what else is ready with it, so that a
//! flood costs one frame.

use super::input;
use super::late::Heard;
use super::{ExitReason, FRAME, ScreenError, Stage};
use crate::app::{Message, TabId};
use crossterm::event::Event;
use futures_util::StreamExt as _;
use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Most time that is spent on what waits before a frame is due.
const DRAIN_TIME: Duration = Duration::from_millis(4);

/// Most messages that are taken before a frame is due, however many wait.
const BATCH: usize = 512;

impl Stage {
    /// Waits for one thing to happen, and takes it.
    pub(super) async fn step(&mut self) -> Result<(), ScreenError> {
        if let Some(message) = self.ahead.pop_front() {
            return self.take(message);
        }
        let frame = self.drawn + FRAME;
        let tick = self.tabs.due();
        let message = tokio::select! {
            biased;
            told = self.signals.next() => {
                return self.hear(told);
            }
            event = Self::next_event(&mut self.input) => self.typed(event),
            wrong = self.wardrobe.next() => Some(Message::Theme(wrong)),
            Some(message) = self.answers.recv() => Some(message),
            (tab, message) = self.tabs.next() => return self.take_for(tab, message),
            () = sleep_until(frame), if self.dirty => None,
            () = Self::at(tick) => return self.tick(),
        };
        match message {
            Some(message) => self.take(message),
            None => Ok(()),
        }
    }

    /// Whether an editor or a shell is to have the terminal next.
    pub(super) fn is_to_lend(&self) -> bool {
        self.to_edit.is_some() || self.to_run.is_some()
    }

    /// Takes what else is ready, so that a flood of keys or events costs one frame.
    pub(super) async fn drain(&mut self) -> Result<(), ScreenError> {
        let began = Instant::now();
        for _ in 0..BATCH {
            // What is typed from here on is for whatever gets the terminal.
            if self.exit.is_some() || self.is_to_lend() {
                return Ok(());
            }
            let due = self.drawn.elapsed() >= FRAME;
            if self.dirty && due && began.elapsed() >= DRAIN_TIME {
                return Ok(());
            }
            // Polled with this task's own waker: the stream keeps the first one it is given until
            // the next event, and with another one that event would wake nobody.
            if let Some(message) = self.ahead.pop_front() {
                self.take(message)?;
                continue;
            }
            let input = &mut self.input;
            let ready = poll_fn(|task| {
                let polled = input.as_mut().map(|input| input.poll_next_unpin(task));
                Poll::Ready(polled.unwrap_or(Poll::Pending))
            })
            .await;
            let message = if let Poll::Ready(event) = ready {
                self.typed(event)
            } else if let Ok(message) = self.answers.try_recv() {
                Some(message)
            } else if let Some((tab, message)) = self.tabs.ready() {
                self.take_for(tab, message)?;
                None
            } else {
                return Ok(());
            };
            if let Some(message) = message {
                self.take(message)?;
            }
        }
        Ok(())
    }

    /// The message for an event of the terminal. When it has no more, it is gone.
    fn typed(&mut self, event: Option<std::io::Result<Event>>) -> Option<Message> {
        if let Some(Ok(event)) = event {
            match self.wardrobe.listener.hear(event) {
                Heard::Events(events) => {
                    self.ahead
                        .extend(events.into_iter().filter_map(input::message));
                }
                Heard::Kept => {}
                Heard::Background(background) => {
                    self.wardrobe.see(background);
                    self.dress();
                }
            }
            let message = self.ahead.pop_front();
            self.urgent |= message.is_some();
            return message;
        }
        self.exit = Some(ExitReason::HungUp);
        None
    }

    /// Takes something for the tab on the screen.
    pub(super) fn take(&mut self, mut message: Message) -> Result<(), ScreenError> {
        if let Message::Mouse(mouse) = &mut message {
            // What is clicked is what is there now.
            if self.dirty && mouse.event.begins() {
                self.draw()?;
            }
            mouse.spot = self.screen.spot_at(mouse.at);
        }
        let looked_at = matches!(message, Message::Focus(true));
        let again = matches!(message, Message::Settings(Ok(_)));
        let dresses = matches!(message, Message::Theme(_));
        self.take_for(self.tabs.front.id, message)?;
        let appearance = &self.tabs.front.app.settings.appearance;
        if self.wardrobe.follow(appearance, again) || dresses {
            self.dress();
        }
        if looked_at && self.wardrobe.follows_background() {
            // It may have changed while another program was looked at.
            self.wardrobe.listener.expect();
            self.screen.ask_background()?;
        }
        Ok(())
    }

    /// Lets the state of a tab change, and performs what it asks for.
    pub(super) fn take_for(&mut self, id: TabId, message: Message) -> Result<(), ScreenError> {
        let Some(tab) = self.tabs.get(id) else {
            return Ok(());
        };
        let wishes = tab.update(message);
        self.dirty |= id == self.tabs.front.id;
        for wish in wishes {
            self.obey(id, wish)?;
        }
        self.tell_tabs(id)
    }

    /// Tells the tabs that wait for it that time has passed.
    pub(super) fn tick(&mut self) -> Result<(), ScreenError> {
        for tab in self.tabs.take_due(Instant::now()) {
            self.take_for(tab, Message::Tick)?;
        }
        Ok(())
    }

    /// Waits until then; for ever where there is no such time.
    pub(super) async fn at(time: Option<Instant>) {
        match time {
            Some(time) => sleep_until(time).await,
            None => pending().await,
        }
    }
}
