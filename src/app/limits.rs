//! Bandwidth and sessions: what is asked for, and what is made of it.

use super::{Action, App, Overlay, Prompt, PromptPurpose, ToastKind};
use crate::engine::Command;
use crate::model::RateLimits;
use crate::model::rate::{RateError, parse_rate, rate_text};
use crate::model::settings::MOST_SESSIONS;
use crate::model::text::{display_safe_str, plural};
use tui_input::Input;

/// The fields for the bandwidth.
#[derive(Debug, Default)]
pub struct LimitsForm {
    /// For all transfers: down, up.
    pub all: [Input; 2],
    /// For the site, where one is known: its label, safe to show, and down and up.
    pub site: Option<(String, [Input; 2])>,
    /// The field that has the keys: 0 and 1 for all, 2 and 3 for the site.
    pub field: usize,
    /// What is wrong with what was entered.
    pub error: Option<String>,
}

impl LimitsForm {
    fn count(&self) -> usize {
        if self.site.is_some() { 4 } else { 2 }
    }

    /// The field that has the keys.
    pub(super) fn input(&mut self) -> Option<&mut Input> {
        let own = self.site.as_mut().map(|(_, inputs)| inputs);
        let inputs = if self.field < 2 {
            Some(&mut self.all)
        } else {
            own
        };
        inputs.and_then(|inputs| inputs.get_mut(self.field % 2))
    }

    /// What was entered. Where that makes no sense, the field to blame gets the keys.
    fn read(&mut self) -> Result<(RateLimits, Option<RateLimits>), RateError> {
        let mut fields = self.all.iter().collect::<Vec<_>>();
        fields.extend(self.site.iter().flat_map(|(_, inputs)| inputs));
        let mut rates = Vec::new();
        for (number, input) in fields.into_iter().enumerate() {
            match parse_rate(input.value()) {
                Ok(rate) => rates.push(rate),
                Err(error) => {
                    self.field = number;
                    return Err(error);
                }
            }
        }
        Ok(match rates.as_slice() {
            [down, up, own @ ..] => {
                let site = match own {
                    [down, up] => Some(RateLimits {
                        down: *down,
                        up: *up,
                    }),
                    _ => None,
                };
                (
                    RateLimits {
                        down: *down,
                        up: *up,
                    },
                    site,
                )
            }
            _ => Default::default(),
        })
    }
}

fn inputs(limits: RateLimits) -> [Input; 2] {
    [limits.down, limits.up].map(|rate| Input::new(rate_text(rate)))
}

impl App {
    /// The limits that hold for the site connected to: those for all, and its own.
    pub fn limits_in_force(&self) -> RateLimits {
        let own = self.site.as_ref().map(|site| site.limits);
        self.limits.tighter(own.unwrap_or_default())
    }

    pub(super) fn ask_bandwidth(&mut self) {
        let site = self.site.as_ref();
        self.overlay = Some(Overlay::Limits(Box::new(LimitsForm {
            all: inputs(self.limits),
            site: site.map(|site| (display_safe_str(&site.label()), inputs(site.limits))),
            field: 0,
            error: None,
        })));
    }

    pub(super) fn act_in_limits(&mut self, action: Action) {
        let Some(Overlay::Limits(mut form)) = self.overlay.take() else {
            return;
        };
        let count = form.count();
        match action {
            Action::NextField => form.field = (form.field + 1) % count,
            Action::PreviousField => form.field = (form.field + count - 1) % count,
            Action::Accept => match form.read() {
                Ok((all, site)) => return self.limit(all, site),
                Err(error) => form.error = Some(error.to_string()),
            },
            _ => return,
        }
        self.overlay = Some(Overlay::Limits(form));
    }

    fn limit(&mut self, all: RateLimits, site: Option<RateLimits>) {
        if all != self.limits {
            self.limits = all;
            self.ask_engine(Command::SetLimits(all));
        }
        let known = self.site.as_mut();
        if let (Some(limits), Some(site)) = (site, known)
            && limits != site.limits
        {
            site.limits = limits;
            self.ask_engine(Command::SetSiteLimits(limits));
        }
        let now = self.limits_in_force();
        let text = if now.is_none() {
            "bandwidth: no limit".into()
        } else {
            format!(
                "bandwidth: down {}, up {} a second",
                rate_text(now.down),
                rate_text(now.up)
            )
        };
        self.say(ToastKind::Info, text);
    }

    /// The limits as the engine has them.
    pub(super) fn limits_changed(&mut self, limits: RateLimits) {
        self.limits = limits;
    }

    /// How many sessions may move files with the present site.
    pub fn sessions_allowed(&self) -> usize {
        let site = self.site.as_ref();
        site.map_or(self.settings.sessions, |site| site.transfer_sessions)
    }

    pub(super) fn ask_sessions(&mut self) {
        let now = self.sessions_allowed().to_string();
        let prompt = Prompt::new(PromptPurpose::Sessions, now);
        self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
    }

    /// A number of sessions as typed; whether it will do.
    pub(super) fn choose_sessions(&mut self, typed: &str) -> bool {
        let number = typed.trim().parse::<usize>().ok();
        let Some(sessions) = number.filter(|number| *number <= MOST_SESSIONS) else {
            let typed = display_safe_str(typed.trim());
            let text = format!("`{typed}` is not a number from 0 to {MOST_SESSIONS}");
            self.say(ToastKind::Warning, text);
            return false;
        };
        match &mut self.site {
            Some(site) => site.transfer_sessions = sessions,
            None => self.settings.sessions = sessions,
        }
        self.ask_engine(Command::SetSessions(sessions));
        let text = match sessions {
            0 => "files are moved on the session of the panes, between listings".into(),
            _ => format!("{} may move files", plural(sessions, "session")),
        };
        self.say(ToastKind::Info, text);
        true
    }
}
