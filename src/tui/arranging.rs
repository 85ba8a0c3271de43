//! What is asked of the tabs from within one of them.

use super::perform::ForScreen;
use super::{ScreenError, Stage};
use crate::app::{Message, TabId, TabNews, TabOrder, TabStart};

impl Stage {
    pub(super) fn arrange_tabs(&mut self, from: TabId, order: TabOrder) -> Result<(), ScreenError> {
        match order {
            TabOrder::Open(start) => self.open_tab(&start)?,
            TabOrder::Close => {
                let wishes = self.tabs.close();
                self.obey_front(wishes)?;
                let others = self.tabs.others(from);
                for tab in others {
                    self.take_for(tab, Message::Tabs(TabNews::Closed(from)))?;
                }
            }
            TabOrder::Show(place) => {
                let wishes = self.tabs.show(place);
                self.obey_front(wishes)?;
            }
            TabOrder::Tell(kind, text) => {
                let strip = self.tabs.strip();
                let view = strip.all.iter().find(|tab| tab.id == from);
                let news = TabNews::Told {
                    number: strip.number_of(from).unwrap_or_default(),
                    label: view.and_then(|tab| tab.label.clone()),
                    kind,
                    text,
                };
                return self.take_for(self.tabs.front.id, Message::Tabs(news));
            }
            TabOrder::Changed(file) => {
                for tab in self.tabs.others(from) {
                    self.take_for(tab, Message::Tabs(TabNews::Changed(file.clone())))?;
                }
                return Ok(());
            }
            TabOrder::Fetch(tab, fetch) => {
                return self.take_for(tab, Message::Tabs(TabNews::Fetch(fetch)));
            }
            TabOrder::Relay(tab, id, step) => {
                return self.take_for(tab, Message::Tabs(TabNews::Relay(from, id, step)));
            }
        }
        self.dirty = true;
        Ok(())
    }

    fn open_tab(&mut self, start: &TabStart) -> Result<(), ScreenError> {
        let (id, wishes) = self.tabs.add(start);
        for wish in wishes {
            self.obey(id, wish)?;
        }
        let strip = self.tabs.strip();
        let next = strip.here + 1;
        self.tabs.front.update(Message::Tabs(TabNews::Shown(strip)));
        let wishes = self.tabs.show(next);
        self.obey_front(wishes)
    }

    /// Does what the tab wants that is on the screen.
    fn obey_front(&mut self, wishes: Vec<ForScreen>) -> Result<(), ScreenError> {
        let front = self.tabs.front.id;
        for wish in wishes {
            self.obey(front, wish)?;
        }
        Ok(())
    }

    /// What a tab has taken in is known to the others, as far as it concerns them.
    pub(super) fn tell_tabs(&mut self, from: TabId) -> Result<(), ScreenError> {
        if self.tabs.are_several() {
            self.tabs.share(from);
        }
        let strip = self.tabs.strip();
        if self.tabs.front.app.tabs == strip {
            return Ok(());
        }
        self.dirty = true;
        let wishes = self.tabs.front.update(Message::Tabs(TabNews::Shown(strip)));
        self.obey_front(wishes)
    }
}
