//! What actions are asked for with, and what they answer: targets, values, conditions, and what went wrong. Plain data; nothing
//! here knows a browser's session.

pub(crate) mod submit;
pub(crate) mod suggest;

mod choice;
mod click_options;
mod commit;
mod condition;
mod control;
mod date_style;
mod drag_end;
mod error;
mod other_form;
mod page;
mod target;
mod value;
mod window;

pub use choice::{Choice, OptionFinder};
pub use click_options::{ClickOptions, Modifiers, MouseButton};
pub use commit::{CommitOutcome, CommitRequest, ReadyCommit};
pub use condition::Condition;
pub use control::{ControlState, ListOption};
pub use date_style::{Calendar, DateParts, DateStyle};
pub use drag_end::{DragEnd, Offset};
pub use error::{ActionError, AlterationKind, Failure, Mismatch, Readiness, without_what_to_return};
pub use page::{Downloaded, Page};
pub use submit::Submit;
pub use target::{Finder, Target, Text};
pub use value::{Disclosure, FillItem, Source, Typed, UploadFile};
pub use window::{DialogAnswer, Window};

pub(crate) use condition::either;
pub(crate) use error::{HIDDEN, RawFailure};
pub(crate) use page::without_query;
