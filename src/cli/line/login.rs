//! `open`, `user`, `close`: which server, and as whom. Where a script for Windows' ftp has the name
//! and the password on the lines behind `open`, they are taken from there.

use super::{Done, Interpreter, Trouble};
use crate::cli::exit::Failure;
use crate::cli::{Client, logins, site};
use crate::engine::explain;
use crate::model::line::{Statement, find};
use crate::model::text::display_safe_str;
use crate::model::url::SiteTarget;
use crate::model::{RemotePath, Site};
use secrecy::{ExposeSecret as _, SecretString};

/// A site that was named.
#[derive(Clone)]
pub(super) struct Opening {
    target: SiteTarget,
    site: Site,
}

impl Interpreter {
    /// The site of the command line.
    pub(super) async fn open_target(&mut self, target: &[String]) -> Result<(), Failure> {
        if target.is_empty() {
            return Ok(());
        }
        let words: Vec<&str> = target.iter().map(String::as_str).collect();
        let common = self.common.clone();
        let (target, site) = site::target_and_site(&words, &common)?;
        match self.log_in(Opening { target, site }).await {
            Err(Trouble::Failed(failure)) => Err(failure),
            _ => Ok(()),
        }
    }

    /// `open`: the connection is made at once where it is known as whom, otherwise when it is needed.
    pub(super) async fn open(&mut self, line: &Statement) -> Done {
        self.leave().await;
        let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
        let (target, site) = site::read(&words, &self.common)?;
        let mut opening = Opening { target, site };
        if opening.target.user.is_none() {
            match self.user_of(&opening).await {
                Some(user) => {
                    opening.name(&user);
                    // Whatever it looks like, the line behind the name is the password.
                    if self.lines.peek().is_some() {
                        let line = self.lines.next("").await.unwrap_or_default();
                        opening.site.password = SecretString::from(line.trim_end());
                        return self.log_in(opening).await;
                    }
                }
                None if self.lines.is_terminal() => {}
                None => {
                    self.opening = Some(opening);
                    return Ok(());
                }
            }
        }
        self.find_password(&mut opening).await?;
        self.log_in(opening).await
    }

    /// `user NAME [PASSWORD]`
    pub(super) async fn user(&mut self, line: &Statement) -> Done {
        let Some(mut opening) = self.opening.take() else {
            return Err(not_open());
        };
        let [name, more @ ..] = line.words.as_slice() else {
            return Err(Failure::from(line.usage()).into());
        };
        if let Some(client) = self.client.take() {
            client.quit().await;
        }
        opening.name(name);
        match more {
            [] => self.find_password(&mut opening).await?,
            [password, account @ ..] => {
                opening.site.password = SecretString::from(password.as_str());
                opening.target.password = Some(opening.site.password.clone());
                if let Some(account) = account.first() {
                    opening.site.account = Some(SecretString::from(account.as_str()));
                }
            }
        }
        self.log_in(opening).await
    }

    /// `account [PASSWORD]`: the answer is asked for without being shown, or is the next line of a
    /// script.
    pub(super) async fn account(&mut self, line: &Statement) -> Done {
        self.client().await?;
        let account = match line.words.as_slice() {
            [] => match self.lines.secret("Account: ").await {
                Some(account) => account,
                None => SecretString::from(self.lines.next("").await.unwrap_or_default()),
            },
            [account] => SecretString::from(account.as_str()),
            _ => return Err(Failure::from(line.usage()).into()),
        };
        if account.expose_secret().is_empty() {
            return Err(Failure::from(line.usage()).into());
        }
        let command = format!("ACCT {}", account.expose_secret());
        let (code, lines) = self.client().await?.raw(command.into_bytes()).await?;
        if !(200..300).contains(&code) {
            let words = lines.join(" / ");
            return Err(explain::refused("Telling the account", code, &words).into());
        }
        if let Some(opening) = &mut self.opening {
            opening.site.account = Some(account);
        }
        self.note("the account is told");
        Ok(())
    }

    pub(super) async fn close(&mut self) -> Done {
        self.connect_if_opened().await?;
        if self.client.is_none() {
            return Err(not_open());
        }
        self.leave().await;
        self.note("disconnected");
        Ok(())
    }

    pub(super) async fn quit(&mut self) -> Done {
        self.ended = true;
        self.connect_if_opened().await
    }

    /// What is connected, or is now.
    pub(super) async fn client(&mut self) -> Result<&mut Client, Trouble> {
        self.connect_if_opened().await?;
        self.client.as_mut().ok_or_else(not_open)
    }

    /// A site that was named and of which nothing has been asked is connected to after all.
    pub(super) async fn connect_if_opened(&mut self) -> Done {
        if self.client.is_some() {
            return Ok(());
        }
        let Some(mut opening) = self.opening.take() else {
            return Ok(());
        };
        logins::complete(&opening.target, &mut opening.site, &self.common)?;
        self.log_in(opening).await
    }

    async fn log_in(&mut self, opening: Opening) -> Done {
        let mut site = opening.site.clone();
        site.mode = self.common.mode.unwrap_or(site.mode);
        site.limits = self
            .common
            .moving
            .limit
            .unwrap_or(self.common.settings.limits);
        let client = Client::connect(site, &self.common).await?;
        self.there = client.directory.clone();
        self.client = Some(client);
        self.note(&format!("connected to {}", opening.site.label()));
        self.opening = Some(opening);
        Ok(())
    }

    /// As whom: asked for, or on the next line of a script that does not say a verb there.
    async fn user_of(&mut self, opening: &Opening) -> Option<String> {
        if self.lines.is_terminal() {
            let host = display_safe_str(&opening.site.host);
            let answer = self
                .lines
                .answer(&format!("Name ({host}:anonymous): "))
                .await?;
            return Some(answer.trim().to_owned()).filter(|name| !name.is_empty());
        }
        if self.is_login_ahead() {
            let name = self.lines.next("").await?;
            return Some(name.trim().to_owned());
        }
        None
    }

    /// Whether the next line of a script is no verb: then it is a part of the login.
    fn is_login_ahead(&self) -> bool {
        self.lines.peek().is_some_and(|line| {
            let word = line.split_whitespace().next().unwrap_or_default();
            !word.is_empty() && !word.starts_with(['!', '#']) && find(word).is_none()
        })
    }

    /// Looks for the password where it may be, and asks for it at last.
    async fn find_password(&mut self, opening: &mut Opening) -> Done {
        let Opening { target, site } = opening;
        if target.password.is_some() || target.user.is_none() {
            logins::complete(target, site, &self.common)?;
            return Ok(());
        }
        if self.common.password_stdin {
            site.password = logins::from_standard_input()?;
            return Ok(());
        }
        if self.is_login_ahead() {
            let line = self.lines.next("").await.unwrap_or_default();
            site.password = SecretString::from(line.trim_end());
            return Ok(());
        }
        if logins::complete(target, site, &self.common)? {
            return Ok(());
        }
        if self.lines.is_terminal() {
            if let Some(stored) = logins::stored_already(site) {
                site.password = stored;
                return Ok(());
            }
            let question = format!("Password for {}: ", site.label());
            site.password = self.lines.secret(&question).await.unwrap_or_default();
            return Ok(());
        }
        if site.user != "anonymous" {
            site.password = logins::stored_or_asked(site)?;
        }
        Ok(())
    }

    /// Where the connection begins.
    pub(super) fn login_folder(&self) -> RemotePath {
        let client = self.client.as_ref();
        client.map_or_else(RemotePath::root, |client| client.directory.clone())
    }

    /// The site that is connected to.
    pub(super) fn site(&self) -> Option<&Site> {
        self.opening.as_ref().map(|opening| &opening.site)
    }
}

impl Opening {
    fn name(&mut self, user: &str) {
        user.clone_into(&mut self.site.user);
        self.site.password = SecretString::default();
        self.target.user = Some(user.to_owned());
        self.target.password = None;
    }
}

fn not_open() -> Trouble {
    Trouble::from(Failure::Usage("not connected: say open HOST first".into()))
}
