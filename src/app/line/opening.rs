//! `open` and `user` on the screen.

use crate::app::{App, ConnectForm, Field, Overlay};
use crate::model::line::Statement;
use crate::model::url::{looks_like_url, parse_target};
use secrecy::SecretString;

impl App {
    /// Whether these words name something to connect to: what is wrong is told before a tab opens for it.
    pub(super) fn can_open(&self, line: &Statement) -> Result<(), String> {
        let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
        if let [word] = words.as_slice()
            && let Some(_) = self.sites.meant(word).map_err(|error| error.to_string())?
        {
            return Ok(());
        }
        let target = parse_target(&words);
        target.map(drop).map_err(|error| error.to_string())
    }

    /// A site that is kept, a URL or `user@host` connects; a host alone opens the form, where the
    /// user is typed.
    pub(super) fn line_open(&mut self, line: &Statement) -> Result<(), String> {
        let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
        if let [word] = words.as_slice()
            && let Some((stored, path)) =
                self.sites.meant(word).map_err(|error| error.to_string())?
        {
            return self.connect_below(&stored.clone(), path);
        }
        let target = parse_target(&words).map_err(|error| error.to_string())?;
        let said = words.first().is_some_and(|word| looks_like_url(word));
        let named = target.user.is_some();
        let mut site = target.into_site();
        self.settings.shape(&mut site);
        site.mode = self.mode;
        if said || named {
            self.connect_from_command_line(site);
            return Ok(());
        }
        let mut form = ConnectForm::for_site(&site);
        form.anonymous = false;
        form.field = Field::User;
        self.overlay = Some(Overlay::Connect(Box::new(form)));
        self.offer_keeping(true);
        Ok(())
    }

    /// The same site as somebody else.
    pub(super) fn line_user(&mut self, line: &Statement) -> Result<(), String> {
        let mut site = self.site.clone().ok_or("say open HOST first")?;
        let (name, password) = match line.words.as_slice() {
            [name] => (name, None),
            [name, password] => (name, Some(password)),
            _ => return Err(line.usage().to_string()),
        };
        name.clone_into(&mut site.user);
        site.password = SecretString::from(password.map_or("", String::as_str));
        site.mode = self.mode;
        self.connect_from_command_line(site);
        Ok(())
    }
}
