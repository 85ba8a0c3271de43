//! What goes over data connections, and how they are made, as the menu and the keys choose it: the
//! transfer type, the mode and its commands, addresses and ports.

use super::inquiry::Answers;
use super::{Action, App, InquiryField, InquiryPurpose, Site, ToastKind};
use crate::engine::Command;
use crate::model::stored_site::port_range;
use crate::model::{ModeChoice, Operation, TransferType};

/// Active mode: the ports, and the address, as `50000-50100` and `198.51.100.4`.
fn listening(site: &Site) -> (Option<String>, Option<String>) {
    let ports = site
        .port_range
        .map(|(first, last)| format!("{first}-{last}"));
    let address = site.external_address.map(|address| address.to_string());
    (ports, address)
}

impl App {
    /// Does what the action is for, if it is about data connections.
    pub(super) fn act_on_data(&mut self, action: Action) -> bool {
        match action {
            Action::Mode => self.set_mode(self.mode.next()),
            Action::ModePassive => self.set_mode(ModeChoice::Passive),
            Action::ModeActive => self.set_mode(ModeChoice::Active),
            Action::ModeAuto => self.set_mode(ModeChoice::Auto),
            Action::ExtendedFirst => self.toggle_extended(),
            Action::DialHost => self.toggle_dialled(),
            Action::ActivePorts => self.ask_active_ports(),
            Action::TransferType => self.set_type(match self.line.kind {
                TransferType::Image => TransferType::Ascii,
                TransferType::Ascii => TransferType::Image,
            }),
            Action::TypeBinary => self.set_type(TransferType::Image),
            Action::TypeAscii => self.set_type(TransferType::Ascii),
            _ => return false,
        }
        true
    }

    /// Bytes or text: what copies from now on move.
    pub fn transfer_type(&self) -> TransferType {
        self.line.kind
    }

    /// What a drop moves: a move deletes what was there, so that its bytes stay as they are.
    pub(super) fn type_of_drop(&self, operation: Operation) -> TransferType {
        match operation {
            Operation::Copy => self.line.kind,
            Operation::Move => TransferType::Image,
        }
    }

    pub(super) fn set_type(&mut self, kind: TransferType) {
        self.line.kind = kind;
        self.say(
            ToastKind::Info,
            match kind {
                TransferType::Image => "type image: copies are the same bytes",
                TransferType::Ascii => "type ascii: copies convert line ends, for text only",
            },
        );
    }

    pub(super) fn set_mode(&mut self, mode: ModeChoice) {
        self.mode = mode;
        self.ask_engine(Command::SetMode(mode));
        let word = mode.to_string().to_uppercase();
        let running = self.running();
        let keep = match running {
            0 => String::new(),
            1 => "; 1 running keeps its own".into(),
            _ => format!("; {running} running keep theirs"),
        };
        let text = format!("{word} from the next data connection{keep}");
        self.say(ToastKind::Info, text);
    }

    /// Whether EPSV and EPRT come before PASV and PORT.
    pub(super) fn is_extended_first(&self) -> bool {
        !matches!(self.mode, ModeChoice::Pasv | ModeChoice::Port)
    }

    fn toggle_extended(&mut self) {
        match self.mode {
            ModeChoice::Passive | ModeChoice::Epsv => self.set_mode(ModeChoice::Pasv),
            ModeChoice::Active | ModeChoice::Eprt => self.set_mode(ModeChoice::Port),
            ModeChoice::Pasv => self.set_mode(ModeChoice::Passive),
            ModeChoice::Port => self.set_mode(ModeChoice::Active),
            ModeChoice::Auto => {
                let text = "auto tries them all in their order: choose passive or active first";
                self.say(ToastKind::Info, text);
            }
        }
    }

    /// Whether the address in a 227 reply is passed over.
    pub(super) fn is_host_dialled(&self) -> bool {
        let site = self.site.as_ref();
        site.is_none_or(|site| !site.use_announced_address)
    }

    fn toggle_dialled(&mut self) {
        let Some(site) = &mut self.site else {
            return self.say_not_connected(ToastKind::Info);
        };
        site.use_announced_address = !site.use_announced_address;
        let announced = site.use_announced_address;
        self.ask_engine(Command::SetAnnounced(announced));
        self.say(
            ToastKind::Info,
            if announced {
                "the address that 227 names is dialled from now on, until the program ends"
            } else {
                "the host is dialled from now on, whatever address 227 names"
            },
        );
    }

    fn ask_active_ports(&mut self) {
        let Some(site) = &self.site else {
            return self.say_not_connected(ToastKind::Info);
        };
        let (ports, address) = listening(site);
        let fields = vec![
            InquiryField::text(
                "Ports to listen on",
                "50000-50100; empty: any that the system gives",
                &ports.unwrap_or_default(),
            ),
            InquiryField::text(
                "Address to announce",
                "where the server can dial us; empty: our own end of the connection",
                &address.unwrap_or_default(),
            ),
        ];
        self.inquire_with(InquiryPurpose::ActivePorts, fields, Vec::new());
    }

    /// Active mode listens so from now on.
    pub(super) fn listen_on(&mut self, answers: &Answers) -> Result<(), String> {
        let ports = match answers.text(0) {
            "" => None,
            typed => Some(port_range(typed)?),
        };
        let address = match answers.text(1) {
            "" => None,
            typed => Some(
                typed
                    .parse()
                    .map_err(|_| format!("`{typed}` is no IP address"))?,
            ),
        };
        let Some(site) = &mut self.site else {
            return Ok(());
        };
        (site.port_range, site.external_address) = (ports, address);
        let (told, announced) = listening(site);
        self.ask_engine(Command::SetListening { ports, address });
        let text = format!(
            "active mode: {}, {}; until the program ends",
            told.map_or("any port".into(), |ports| format!("ports {ports}")),
            announced.map_or("our own address".into(), |one| format!("address {one}"))
        );
        self.say(ToastKind::Info, text);
        Ok(())
    }

    /// The words of the item for active mode's ports, with what is set.
    pub(super) fn listening_label(&self, action: Action) -> Option<String> {
        let site = self.site.as_ref()?;
        match (action, listening(site)) {
            (Action::ActivePorts, (None, None)) => None,
            (Action::ActivePorts, (ports, address)) => Some(format!(
                "Active mode: {}, {}…",
                ports.map_or("any port".into(), |ports| format!("ports {ports}")),
                address.unwrap_or_else(|| "own address".into())
            )),
            _ => None,
        }
    }
}
