//! How many bytes an argument takes in the host, for the meter of what one call of a plugin hands over.

use super::bindings::postrider::county::{application, form};

/// What has a size beyond the one that its type says.
pub(super) trait ArgumentSize {
    /// In bytes: its own, and those of what it points to.
    fn bytes(&self) -> usize;
}

impl ArgumentSize for () {
    fn bytes(&self) -> usize {
        0
    }
}

impl ArgumentSize for String {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.len()
    }
}

impl ArgumentSize for u32 {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl<T: ArgumentSize> ArgumentSize for Vec<T> {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.iter().map(ArgumentSize::bytes).sum::<usize>()
    }
}

impl<T: ArgumentSize> ArgumentSize for Option<T> {
    fn bytes(&self) -> usize {
        self.as_ref().map_or(size_of::<Self>(), ArgumentSize::bytes)
    }
}

impl<T: ArgumentSize + ?Sized> ArgumentSize for &T {
    fn bytes(&self) -> usize {
        T::bytes(self)
    }
}

impl<T: ArgumentSize, U: ArgumentSize> ArgumentSize for (T, U) {
    fn bytes(&self) -> usize {
        self.0.bytes() + self.1.bytes()
    }
}

/// Records: the sum of the parts that can be long.
macro_rules! sum_of_parts {
    ($($record:ty { $($part:ident),+ })+) => {
        $(impl ArgumentSize for $record {
            fn bytes(&self) -> usize {
                size_of::<Self>() $(+ self.$part.bytes())+
            }
        })+
    };
}

sum_of_parts! {
    application::Rule { name, arguments }
    application::Field { path, rules }
    form::Step { argument, texts }
    form::Target { steps }
    form::CredentialPart { name, part }
    form::FillItem { target, value, holds }
    form::Condition { fact, target }
    form::DateParts { year, month, day }
    form::Choice { by, typed }
    form::Calendar { opener, heading, heading_format, previous, next, days }
    form::Sign { condition }
    form::CommitRequest { target, dialogs, signs, number, number_pattern }
}

impl ArgumentSize for form::Text {
    fn bytes(&self) -> usize {
        match self {
            Self::Exact(text) | Self::Contains(text) => text.bytes(),
            Self::ValueOf(field) => field.bytes(),
        }
    }
}

impl ArgumentSize for form::Value {
    fn bytes(&self) -> usize {
        match self {
            Self::Field(field) => field.bytes(),
            Self::Literal(text) => text.bytes(),
            Self::Credential(part) => part.bytes(),
        }
    }
}

impl ArgumentSize for form::OptionFinder {
    fn bytes(&self) -> usize {
        match self {
            Self::Text(value) | Self::Part(value) | Self::Code(value) => value.bytes(),
        }
    }
}

impl ArgumentSize for form::DragEnd {
    fn bytes(&self) -> usize {
        match self {
            Self::Onto(target) | Self::OntoPoint((target, _)) => target.bytes(),
            Self::By(_) => size_of::<Self>(),
        }
    }
}

impl ArgumentSize for form::DateStyle {
    fn bytes(&self) -> usize {
        match self {
            Self::Native => size_of::<Self>(),
            Self::Typed(pattern) => pattern.bytes(),
            Self::Calendar((calendar, pattern)) => calendar.bytes() + pattern.bytes(),
            Self::Parts(parts) => parts.bytes(),
        }
    }
}

impl ArgumentSize for form::Fact {
    fn bytes(&self) -> usize {
        match self {
            Self::Holds(value) => value.bytes(),
            Self::Text(text) | Self::Address(text) | Self::Title(text) => text.bytes(),
            Self::Visible
            | Self::Hidden
            | Self::Enabled
            | Self::Count(_)
            | Self::Dialog
            | Self::Windows(_)
            | Self::PageLeft
            | Self::NetworkQuiet => size_of::<Self>(),
        }
    }
}

impl ArgumentSize for form::DialogAnswer {
    fn bytes(&self) -> usize {
        match self {
            Self::Accept | Self::Dismiss => size_of::<Self>(),
            Self::Enter(value) => value.bytes(),
        }
    }
}

impl ArgumentSize for form::Window {
    fn bytes(&self) -> usize {
        match self {
            Self::Main | Self::Newest => size_of::<Self>(),
            Self::Titled(text) => text.bytes(),
        }
    }
}
