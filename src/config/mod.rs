//! Settings: defaults, then a file, then the environment, then flags; the later wins.
//!
//! This is the one place that documents them. It holds numbers and strings; whoever
//! uses one gives it meaning.

mod choices;
mod reading;
mod settings;

pub use choices::{LogFormat, OutboxDoor, PasswordProfile, SecondFactor, Secret, SmtpTls};
pub use reading::BadSettings;
pub use settings::Settings;
