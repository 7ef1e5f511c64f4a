//! One control and what goes into it, for filling several at once.

use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::form::{FillItem, Target, Value};

/// One control to fill, for [`crate::page::Page::fill_all`].
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) item: FillItem,
    optional: bool,
}

/// One control and what goes into it.
pub fn entry(target: Target, value: impl Into<Value>) -> Entry {
    Entry { item: FillItem { target, value: value.into(), holds: None, look_only: false }, optional: false }
}

impl Entry {
    /// What the control holds afterwards where its mask rewrites what is typed.
    #[must_use]
    pub fn holding(mut self, field: Field) -> Self {
        self.item.holds = Some(field);
        self
    }

    /// Left alone if the applicant did not give it.
    #[must_use]
    pub fn if_given(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Whether it is to be typed at all.
    #[track_caller]
    pub(crate) fn wanted(&self) -> bool {
        match &self.item.value {
            Value::Field(field) if self.optional => field.present(),
            _ => true,
        }
    }
}
