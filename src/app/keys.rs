//! From key to action: function keys by Esc and a digit, sequences, and typing.

use super::keymap::Resolved;
use super::pane::KeptMarks;
use super::{Action, App, Context, Focus, Key, KeyCode, Overlay, Toast, ToastKind};
use jiff::{SignedDuration, Timestamp};

/// How long after Esc a digit still makes a function key.
const ESCAPE_TIME: SignedDuration = SignedDuration::from_secs(1);

/// Esc was pressed.
#[derive(Debug)]
pub(super) struct Escaped {
    at: Timestamp,
    /// A digit makes a function key of it: it has left nothing, and is no second one.
    leads: bool,
    /// The marks that it has taken off in the active pane: they come back where it was meant for a
    /// function key.
    marks: KeptMarks,
}

impl App {
    pub(super) fn key(&mut self, key: Key) {
        if key == Key::plain(KeyCode::Esc) && self.dragged_row().is_some() {
            return self.let_slip();
        }
        self.pointer.top = None;
        let key = self.as_function_key(key.normal());
        self.dismiss_toast();
        let carried = self.carry.is_some();
        let warns = |toast: &Toast| toast.kind == ToastKind::Warning;
        let warned = self.toast.clone().filter(warns);
        let interrupted_at = self.interrupted_at.take();
        let context = self.context();
        let mut keys = std::mem::take(&mut self.pending);
        keys.push(key);
        let results = self.pane(self.active()).results.is_some();
        match self
            .keymap
            .resolve(context, !self.questions.is_empty(), &keys)
        {
            Resolved::Action(action) => {
                if action == Action::Cancel {
                    self.interrupted_at = interrupted_at;
                }
                self.act(action);
            }
            Resolved::Prefix => self.pending = keys,
            Resolved::Nothing if let Some(number) = tab_number(&keys) => {
                self.go_to_tab_called(number);
            }
            Resolved::Nothing if keys.len() == 1 => self.unbound(context, key),
            Resolved::Nothing if matches!(key.code, KeyCode::Esc) || key.ctrl => {}
            Resolved::Nothing => {
                let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let text = format!("`{}` means nothing here", names.join(" "));
                self.say(ToastKind::Info, text);
            }
        }
        if !carried && self.carry.is_some() && warned.is_some() && self.toast == warned {
            self.toast = None;
        }
        let left =
            context != self.context() || results != self.pane(self.active()).results.is_some();
        if let Some(escaped) = self.escaped.as_mut().filter(|_| left) {
            escaped.leads = false;
        }
    }

    /// A key takes errors off, and warnings that lie on the line of what is carried.
    fn dismiss_toast(&mut self) {
        let carried = self.carry.is_some();
        let goes = self.toast.as_ref().is_some_and(|toast| match toast.kind {
            ToastKind::Error => true,
            ToastKind::Warning => carried,
            ToastKind::Ok | ToastKind::Info => false,
        });
        if goes {
            self.toast = None;
        }
    }

    /// The marks of the active pane are taken off by Esc.
    pub(super) fn keep_for_function_key(&mut self, marks: KeptMarks) {
        if let Some(escaped) = &mut self.escaped {
            escaped.marks = marks;
        }
    }

    /// Esc acts at once; a digit right after it (or with Alt, as terminals send the two when they
    /// come together) is the function key as well, unless Esc has left something or came twice; in
    /// the doctor it is a choice.
    fn as_function_key(&mut self, key: Key) -> Key {
        let escaped = self.escaped.take();
        let escaped = escaped.filter(|escaped| self.since(escaped.at) <= ESCAPE_TIME);
        if key == Key::plain(KeyCode::Esc) {
            self.escaped = Some(Escaped {
                at: self.now,
                leads: escaped.is_none(),
                marks: KeptMarks::default(),
            });
            return key;
        }
        let escaped = escaped.filter(|escaped| escaped.leads);
        match key.code {
            KeyCode::Char(digit @ '0'..='9')
                if (escaped.is_some() || key.alt)
                    && !key.ctrl
                    && self.context() != Context::Doctor =>
            {
                if let Some(marks) = escaped.map(|escaped| escaped.marks)
                    && !marks.is_empty()
                {
                    self.pane_mut(self.active()).put_marks(&marks);
                }
                let number = digit
                    .to_digit(10)
                    .and_then(|value| u8::try_from(value).ok());
                let number = number.filter(|value| *value > 0).unwrap_or(10);
                Key::plain(KeyCode::F(number))
            }
            _ => key,
        }
    }

    /// A key that is not in the keymap: it is typed, or it opens a menu.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each context")]
    fn unbound(&mut self, context: Context, key: Key) {
        // Backspace sends this where a terminal is of the other school.
        let key = match key {
            Key {
                code: KeyCode::Char('h'),
                ctrl: true,
                alt: false,
                ..
            } => Key::plain(KeyCode::Backspace),
            key => key,
        };
        if let Resolved::Action(action @ Action::Parent) =
            self.keymap.resolve(context, false, &[key])
        {
            return self.act(action);
        }
        if let (KeyCode::Char(letter), true, false) = (key.code, key.alt, key.ctrl)
            && (context.is_main() || context == Context::Menu)
        {
            if !self.open_menu_by_letter(letter) && context.is_main() {
                self.say_unbound(key);
            }
            return;
        }
        match context {
            Context::Find if self.focus == Focus::Log => self.type_to_find_in_log(key),
            Context::Find => self.type_to_find(key),
            Context::Prompt => {
                if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
                    super::form::edit(&mut prompt.input, key);
                }
            }
            Context::Inquiry => {
                if let Some(Overlay::Inquiry(inquiry)) = &mut self.overlay {
                    inquiry.edit(key);
                }
            }
            Context::Bookmarks => {
                if let Some(typed) = key.typed() {
                    self.jump_in_bookmarks(typed);
                }
            }
            Context::Permissions => self.type_permissions(key),
            Context::Limits => {
                if let Some(Overlay::Limits(form)) = &mut self.overlay
                    && let Some(input) = form.input()
                {
                    super::form::edit(input, key);
                }
            }
            Context::SettingText => self.type_setting(key),
            Context::Filter => self.change_filter(|filter| super::form::edit(filter, key)),
            Context::Transfers => {
                let digit = key.typed().and_then(|typed| typed.to_digit(10));
                match digit.and_then(|digit| usize::try_from(digit).ok()) {
                    Some(number) => self.go_to_tab_number(number),
                    None => self.say_unbound(key),
                }
            }
            Context::Line | Context::LineSearch => self.type_in_line(key),
            Context::Palette => self.type_in_palette(key),
            Context::ReplaceCertificate => self.type_word(key),
            Context::Connect => {
                if let Some(Overlay::Connect(form)) = &mut self.overlay {
                    form.edit(key);
                }
            }
            Context::SiteFind | Context::SiteForm => self.type_in_sites(key),
            Context::Menu => {
                if let Some(letter) = key.typed() {
                    self.choose_by_letter(letter);
                }
            }
            Context::Doctor => {
                let digit = key.typed().and_then(|typed| typed.to_digit(10));
                if let Some(number) = digit.and_then(|digit| usize::try_from(digit).ok()) {
                    self.choose_in_doctor(number);
                }
            }
            context if context.is_main() || context == Context::Viewer => self.say_unbound(key),
            _ => {}
        }
    }

    /// A key that does nothing says so; one that drops, what is to be done before.
    fn say_unbound(&mut self, key: Key) {
        let carrying = self.keymap.resolve(Context::Carrying, false, &[key]);
        let drops = matches!(carrying, Resolved::Action(Action::Drop | Action::DropInto));
        let text = if drops && self.context() == Context::Panes {
            let pick_up = self.key_for(Context::Panes, Action::PickUp);
            format!("nothing is picked up yet; {pick_up} picks up")
        } else {
            let help = self.key_for(self.context(), Action::Help);
            format!("`{key}` means nothing here; {help} shows the keys")
        };
        // The line of what is carried gives way to warnings.
        let kind = if self.carry.is_some() {
            ToastKind::Warning
        } else {
            ToastKind::Info
        };
        self.show_toast(kind, text);
    }

    /// Whether someone is in the middle of something that no dialog may break into.
    pub(super) fn is_busy_typing(&self) -> bool {
        let typing =
            self.editing.is_some() || matches!(self.context(), Context::Find | Context::Filter);
        self.overlay.is_some() || !self.pending.is_empty() || typing
    }
}

/// The number of a tab, typed behind the key that its sequences begin with.
fn tab_number(keys: &[Key]) -> Option<usize> {
    let [first, digit] = keys else { return None };
    let number = digit.typed()?.to_digit(10).filter(|number| *number > 0)?;
    (first.typed() == Some('g')).then(|| usize::try_from(number).unwrap_or_default())
}
