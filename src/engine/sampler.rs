//! Turns what sessions report into the snapshot that the screen draws: rates from counters, the
//! kernel's figures from sockets that are open.

use super::dispatch::Slot;
use super::queue::{Live, Moment, TransferQueue};
use super::work::TransferOrder;
use crate::ftp::story::DataStory;
use crate::model::{
    DataCommand, DataState, DataView, Direction, EngineSnapshot, NameCoding, SessionView,
};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

/// A rate is taken over about this long.
const WINDOW: Duration = Duration::from_millis(1200);
/// A point of the little curve stands for this long.
const POINT: Duration = Duration::from_millis(300);
/// Points of the little curve.
const POINTS: usize = 14;

/// Rows for a small place.
const URGENT: usize = 12;

/// What a data connection says of the transfer that its session has; `None` where it is another's:
/// of the transfer before, or of a listing.
fn moving(
    queue: &TransferQueue,
    order: &TransferOrder,
    data: &DataView,
    offset: u64,
    now: Instant,
) -> Option<Live> {
    let began = queue.get(order.id)?.began?.instant;
    if data.age > now.saturating_duration_since(began) || data.direction != order.direction {
        return None;
    }
    // After the data connection has closed the transfer is still being proved.
    let running = [
        DataState::Established,
        DataState::Draining,
        DataState::Closed,
    ];
    Some(Live {
        bytes: offset + data.bytes,
        rate: data.rate,
        moves: running.contains(&data.state),
    })
}

/// What a transfer's data connection is for: the file's own name, whatever its part is called.
fn purpose(order: &TransferOrder, names: NameCoding) -> String {
    let verb = match order.direction {
        Direction::Download => "RETR",
        Direction::Upload => "STOR",
    };
    format!("{verb} {}", names.shown(order.remote.as_bytes()))
}

/// The command of the data connection that was opened last, whichever session has it.
fn last_command<'a>(all: impl Iterator<Item = &'a DataView>) -> Option<DataCommand> {
    Some(all.min_by_key(|data| data.age)?.command)
}

/// What is remembered of one data connection between samples.
#[derive(Debug, Default)]
struct Meter {
    number: u64,
    samples: VecDeque<(Instant, u64)>,
    points: VecDeque<u64>,
    last_point: Option<Instant>,
}

/// Remembers what rates need.
#[derive(Debug, Default)]
pub(crate) struct Sampler {
    meters: HashMap<usize, Meter>,
}

impl Sampler {
    /// The sessions and the queue of this moment.
    pub(crate) fn snapshot(
        &mut self,
        slots: &BTreeMap<usize, Slot>,
        queue: &mut TransferQueue,
        names: NameCoding,
        site: &str,
        now: Instant,
    ) -> EngineSnapshot {
        self.meters.retain(|id, _| slots.contains_key(id));
        let mut live = HashMap::new();
        let mut sessions = Vec::with_capacity(slots.len());
        for (id, slot) in slots {
            let (control, data, offset) = {
                let report = slot.handle.report.borrow();
                let data = report.data.as_ref();
                (
                    report.control_view(now),
                    data.map(|data| data.view(now)),
                    data.map_or(0, DataStory::offset),
                )
            };
            let mut data = data.map(|data| self.metered(*id, data, now));
            if let Some(data) = &mut data
                && let Some(order) = slot.transfer()
                && let Some(moves) = moving(queue, order, data, offset, now)
            {
                data.purpose = purpose(order, names);
                live.insert(order.id, moves);
            }
            sessions.push(SessionView {
                number: *id,
                role: slot.role,
                control,
                data,
            });
        }
        let moment = Moment {
            instant: now,
            ..Moment::now()
        };
        EngineSnapshot {
            command: last_command(sessions.iter().filter_map(|session| session.data.as_ref())),
            sessions,
            transfers: queue.views(names, &live, moment),
            urgent: queue.urgent(site, URGENT),
            totals: queue.totals_with(&live),
            ..EngineSnapshot::default()
        }
    }

    fn metered(&mut self, session: usize, mut data: DataView, now: Instant) -> DataView {
        let meter = self.meters.entry(session).or_default();
        if meter.number != data.number {
            *meter = Meter {
                number: data.number,
                ..Meter::default()
            };
        }
        if data.state.is_live() {
            meter.samples.push_back((now, data.bytes));
        }
        while meter.samples.len() > 2
            && meter
                .samples
                .get(1)
                .is_some_and(|(at, _)| now - *at > WINDOW)
        {
            meter.samples.pop_front();
        }
        data.rate = meter.rate();
        if data.state.is_live() && meter.last_point.is_none_or(|at| now - at >= POINT) {
            meter.last_point = Some(now);
            meter.points.push_back(data.rate);
            if meter.points.len() > POINTS {
                meter.points.pop_front();
            }
        }
        data.rate_history = meter.points.iter().copied().collect();
        data
    }
}

impl Meter {
    /// Bytes a second between the first and the last sample kept.
    fn rate(&self) -> u64 {
        let (Some((began, first)), Some((ended, last))) =
            (self.samples.front(), self.samples.back())
        else {
            return 0;
        };
        let milliseconds = ended.saturating_duration_since(*began).as_millis();
        if milliseconds == 0 {
            return 0;
        }
        let rate = u128::from(last.saturating_sub(*first)) * 1000 / milliseconds;
        u64::try_from(rate).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActiveCommand, PassiveCommand};

    fn opened(command: DataCommand, at: Instant, now: Instant) -> DataView {
        let mut story = DataStory::new(1, command, Direction::Download, "RETR a".into(), None);
        story.begin(command.verb(), at);
        story.view(now)
    }

    #[test]
    fn the_last_command_is_that_of_the_newest_connection_of_all_sessions() {
        let start = Instant::now();
        let now = start + Duration::from_secs(9);
        let epsv = DataCommand::Passive(PassiveCommand::Epsv);
        let port = DataCommand::Active(ActiveCommand::Port);
        let old = opened(port, start, now);
        let new = opened(epsv, start + Duration::from_secs(1), now);
        assert_eq!(last_command([&old, &new].into_iter()), Some(epsv));
        assert_eq!(last_command([&new, &old].into_iter()), Some(epsv));
        assert_eq!(last_command([&old].into_iter()), Some(port));
        assert_eq!(last_command([].into_iter()), None);
    }
}
