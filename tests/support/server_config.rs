//! The three real FTP servers: where they are, and how each one is configured and called.

use super::server::{Kind, RealOptions};
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The password of the test account, and its SHA-512 crypt form.
pub const PASSWORD: &str = "secret-for-tests";
const PASSWORD_HASH: &str = "$6$twoport$DOhdpt49I5WufZGeFI2AaAOKB9SzPMBC7BMi3GRHkFlIMVdMHsRO/QgL44EeBR3NqCwxj73TQMMFsTfJ9EgSA/";

/// An account of the system that is not root and whose home exists (vsftpd insists on that): the
/// servers serve files as this one.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its user id.
    pub uid: u32,
    /// Its group id.
    pub gid: u32,
}

impl Account {
    /// The first that fits.
    pub fn find() -> Self {
        let text = fs::read_to_string("/etc/passwd").expect("/etc/passwd can be read");
        let fits = |name: &str| {
            let fields: Vec<&str> = text
                .lines()
                .map(|line| line.split(':').collect())
                .find(|fields: &Vec<&str>| fields.len() == 7 && fields[0] == name)?;
            Path::new(fields[5]).is_dir().then_some(())?;
            let (uid, gid) = (fields[2].parse().ok()?, fields[3].parse().ok()?);
            Some(Self {
                name: name.to_owned(),
                uid,
                gid,
            })
        };
        let names = ["games", "daemon", "bin", "mail", "man", "ftp"];
        names
            .into_iter()
            .find_map(fits)
            .expect("a plain account of the system with a home")
    }

    fn group(&self) -> String {
        let text = fs::read_to_string("/etc/group").expect("/etc/group can be read");
        let name = text.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            (fields.get(2)?.parse() == Ok(self.gid)).then(|| fields[0].to_owned())
        });
        name.expect("the account's group has a name")
    }
}

/// Where a server program is: in the tree that `tests/run` unpacked, or in the system.
pub fn program(kind: Kind) -> Option<PathBuf> {
    let name = match kind {
        Kind::Vsftpd => "vsftpd",
        Kind::Proftpd => "proftpd",
        Kind::PureFtpd => "pure-ftpd",
    };
    roots()
        .into_iter()
        .map(|root| root.join("usr/sbin").join(name))
        .find(|path| path.exists())
}

/// Where programs are looked for: the tree that `tests/run` unpacked, then the system.
pub fn roots() -> Vec<PathBuf> {
    let unpacked = std::env::var_os("TWOPORT_SERVERS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".servers/root"),
        PathBuf::from,
    );
    vec![unpacked, PathBuf::from("/")]
}

/// Folders of shared libraries in the tree that belongs to `program`, for `LD_LIBRARY_PATH`.
fn library_path(program: &Path) -> std::ffi::OsString {
    let root = program
        .ancestors()
        .nth(3)
        .expect("a program is in usr/sbin");
    libraries(root)
}

/// Folders of shared libraries in one of [`roots`], for `LD_LIBRARY_PATH`.
pub fn libraries(root: &Path) -> std::ffi::OsString {
    let folders = ["usr/lib", "lib"]
        .into_iter()
        .filter_map(|lib| fs::read_dir(root.join(lib)).ok());
    let folders = folders
        .flat_map(Iterator::flatten)
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("-linux-gnu"));
    std::env::join_paths(folders).expect("no colon in the path")
}

/// The folder of one server and how to call it.
pub struct Setup {
    /// Which server.
    pub kind: Kind,
    /// The program.
    pub program: PathBuf,
    /// The folder that holds all it needs.
    pub home: PathBuf,
    /// Who it serves files as.
    pub account: Account,
    /// What is asked of it.
    pub options: RealOptions,
}

impl Setup {
    /// The folder on disk that the client may write to.
    pub fn data(&self) -> PathBuf {
        match self.kind {
            // vsftpd refuses a root folder that its user could write to.
            Kind::Vsftpd => self.home.join("data/up"),
            Kind::Proftpd | Kind::PureFtpd => self.home.join("data"),
        }
    }

    /// Makes the folders.
    pub fn prepare(&self) {
        fs::set_permissions(&self.home, fs::Permissions::from_mode(0o755)).unwrap();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o755);
        builder.create(self.data()).unwrap();
        builder.create(self.home.join("empty")).unwrap();
        chown(self.data(), Some(self.account.uid), Some(self.account.gid)).unwrap();
    }

    /// Writes the configuration for this address and gives the call that starts the server in
    /// the foreground.
    pub fn command(&self, address: SocketAddr) -> Command {
        let arguments = match self.kind {
            Kind::Vsftpd => vec![self.write("vsftpd.conf", &self.vsftpd(address))],
            Kind::Proftpd => {
                let users = format!(
                    "test:{PASSWORD_HASH}:{}:{}::{}:/bin/sh\n",
                    self.account.uid,
                    self.account.gid,
                    self.data().display()
                );
                self.write("users", &users);
                let config = self.write("proftpd.conf", &self.proftpd(address));
                vec!["-n".into(), "-c".into(), config]
            }
            Kind::PureFtpd => self.pure_ftpd(address),
        };
        let mut command = self.call(&self.program);
        command.args(arguments);
        command
    }

    fn call(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("LD_LIBRARY_PATH", library_path(&self.program))
            .current_dir(&self.home);
        if let Some(tls) = &self.options.tls {
            command.env("OPENSSL_CONF", self.write("openssl.cnf", &tls.openssl()));
        }
        command
    }

    /// The file with the certificate and its key.
    fn pem(&self) -> Option<String> {
        let tls = self.options.tls.as_ref()?;
        Some(self.write("server.pem", &tls.pem()))
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.home.join(name);
        let mut options = fs::File::options();
        let file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path);
        std::io::Write::write_all(&mut file.unwrap(), text.as_bytes()).unwrap();
        path.to_str()
            .expect("a temporary folder has a plain name")
            .to_owned()
    }

    fn vsftpd(&self, address: SocketAddr) -> String {
        let home = self.home.display();
        let listen = if address.is_ipv4() {
            "listen=YES\nlisten_address"
        } else {
            "listen=NO\nlisten_ipv6=YES\nlisten_address6"
        };
        let mut text = format!(
            "{listen}={}\nlisten_port={}\nbackground=NO\n\
             anonymous_enable=YES\nlocal_enable=NO\nno_anon_password=NO\nftp_username={}\n\
             anon_root={home}/data\nallow_writeable_chroot=YES\nsecure_chroot_dir={home}/empty\n\
             write_enable=YES\nanon_upload_enable=YES\nanon_mkdir_write_enable=YES\n\
             anon_other_write_enable=YES\nanon_umask=022\nanon_world_readable_only=NO\n\
             seccomp_sandbox=NO\nisolate=NO\nisolate_network=NO\ntcp_wrappers=NO\n\
             pam_service_name=login\nconnect_from_port_20=NO\nport_enable=YES\npasv_enable=YES\n\
             use_localtime=NO\nxferlog_enable=YES\nlog_ftp_protocol=YES\n\
             vsftpd_log_file={home}/server.log\n",
            address.ip(),
            address.port(),
            self.account.name,
        );
        if let Some(limit) = self.options.max_logins {
            writeln!(text, "max_clients={limit}").unwrap();
        }
        if let (Some(tls), Some(pem)) = (&self.options.tls, self.pem()) {
            text.push_str(&tls.vsftpd(&pem));
        }
        text
    }

    fn proftpd(&self, address: SocketAddr) -> String {
        let home = self.home.display();
        let ipv6 = if address.is_ipv6() { "on" } else { "off" };
        let mut text = format!(
            "ServerName Twoport\nServerType standalone\nDefaultServer on\nPort {}\n\
             DefaultAddress {}\nSocketBindTight on\nUseIPv6 {ipv6}\nUser {}\nGroup {}\n\
             RequireValidShell off\nUseFtpUsers off\nAuthPAM off\nAuthOrder mod_auth_file.c\n\
             AuthUserFile {home}/users\nPidFile {home}/pid\nScoreboardFile {home}/scoreboard\n\
             SystemLog {home}/server.log\nTransferLog NONE\nWtmpLog off\nDelayEngine off\n\
             DefaultRoot ~\nAllowOverwrite on\nAllowStoreRestart on\nAllowRetrieveRestart on\n\
             UseReverseDNS off\n",
            address.port(),
            address.ip(),
            self.account.name,
            self.account.group(),
        );
        if let Some(limit) = self.options.max_logins {
            writeln!(text, "MaxClients {limit}").unwrap();
        }
        if let (Some(tls), Some(pem)) = (&self.options.tls, self.pem()) {
            let modules = self.program.ancestors().nth(2).expect("usr");
            let modules = modules.join("lib/proftpd");
            text.push_str(&tls.proftpd(&modules, &pem, &self.home));
        }
        if self.options.copies {
            let modules = self.program.ancestors().nth(2).expect("usr");
            let modules = modules.join("lib/proftpd");
            writeln!(
                text,
                "ModulePath {}\nLoadModule mod_copy.c\nCopyEngine on",
                modules.display()
            )
            .unwrap();
        }
        text
    }

    fn pure_ftpd(&self, address: SocketAddr) -> Vec<String> {
        let users = format!(
            "test:{PASSWORD_HASH}:{}:{}::{}/./::::::::::::\n",
            self.account.uid,
            self.account.gid,
            self.data().display()
        );
        let users = self.write("users", &users);
        let database = format!("{}/users.pdb", self.home.display());
        let tool = self
            .program
            .ancestors()
            .nth(2)
            .expect("usr")
            .join("bin/pure-pw");
        let made = self
            .call(&tool)
            .args(["mkdb", &database, "-f", &users])
            .output();
        let made = made.expect("pure-pw runs");
        assert!(
            made.status.success(),
            "pure-pw: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        // -H: no look-up of the client's name, which can take seconds. -E: no anonymous logins.
        // -A: everyone is kept in the home folder. -u: lowest user id allowed. -c: logins at once.
        let fixed = ["-H", "-E", "-A", "-u", "1"];
        let mut arguments: Vec<String> = fixed.map(str::to_owned).to_vec();
        arguments.push(if address.is_ipv4() { "-4" } else { "-6" }.to_owned());
        let limit = self.options.max_logins.unwrap_or(50);
        arguments.extend(["-c".to_owned(), limit.to_string()]);
        if let (Some(tls), Some(pem)) = (&self.options.tls, self.pem()) {
            arguments.extend(tls.pure_ftpd(&pem));
        }
        arguments.extend([
            "-S".to_owned(),
            format!("{},{}", address.ip(), address.port()),
        ]);
        arguments.extend(["-l".to_owned(), format!("puredb:{database}")]);
        arguments.extend(["-g".to_owned(), format!("{}/pid", self.home.display())]);
        arguments.extend([
            "-O".to_owned(),
            format!("clf:{}/server.log", self.home.display()),
        ]);
        arguments
    }
}
