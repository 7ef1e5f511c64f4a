//! The `form` import: each call's arguments resolved, the action done, the answer turned back.

use wasmtime::component::HasData;

use super::super::access::{CredentialAccess, Documents, FieldAccess};
use super::super::guest::{Compute, Guest, Meter, Site};
use super::argument_size::ArgumentSize;
use super::bindings::postrider::county::form as wit;
use super::convert::{self, Arguments, InvalidArgument};
use crate::form::{Failure, Source, UploadFile};

/// The import's type for the linker. Sees what may be typed and uploaded, the site, and what the plugin has left.
pub(super) struct FormImport;

/// The part of a plugin's state that the import works with.
pub(super) struct FormState<'a> {
    fields: &'a FieldAccess,
    credentials: &'a CredentialAccess,
    documents: &'a mut Documents,
    site: Option<&'a mut Site>,
    meter: &'a mut Meter,
    compute: &'a mut Compute,
}

impl HasData for FormImport {
    type Data<'a> = FormState<'a>;
}

impl FormImport {
    pub(super) fn of(guest: &mut Guest) -> FormState<'_> {
        FormState {
            fields: &guest.fields,
            credentials: &guest.credentials,
            documents: &mut guest.documents,
            site: guest.site.as_mut(),
            meter: &mut guest.meter,
            compute: &mut guest.compute,
        }
    }
}

/// What an action gives a plugin; an outer error is a trap.
type Answer<T> = wasmtime::Result<Result<T, wit::Failure>>;

impl FormState<'_> {
    fn arguments(&self) -> Arguments<'_> {
        Arguments { fields: self.fields, credentials: self.credentials }
    }

    fn site(&mut self) -> wasmtime::Result<&mut Site> {
        self.site
            .as_deref_mut()
            .ok_or_else(|| wasmtime::Error::msg("it called `form` where there is no browser (in `check`)"))
    }

    fn spend(&mut self, arguments: &impl ArgumentSize) -> wasmtime::Result<()> {
        Ok(self.meter.spend(arguments.bytes())?)
    }

    /// What came of an action. Only one that was done lets the plugin compute on.
    fn answer<T, U>(&mut self, done: Result<T, Failure>, turn: impl FnOnce(T) -> U) -> Answer<U> {
        if done.is_ok() {
            self.compute.give_back();
        }
        Ok(done.map(turn).map_err(convert::failure))
    }

    /// An action that is not begun, because of what it was given.
    fn refuse<T>(&mut self, kind: &'static str, wrong: wit::Failure) -> Answer<T> {
        let counted = self.site()?.form.refuse(kind, &wrong.wanted);
        Ok(Err(counted.map_or_else(convert::failure, |()| wrong)))
    }

    /// The same because of one of several that it was given, and which.
    fn refuse_one<T>(&mut self, kind: &'static str, (index, wrong): (usize, InvalidArgument)) -> Answer<T> {
        let wrong = wit::Failure { item: u32::try_from(index).ok(), ..convert::invalid_argument(wrong) };
        self.refuse(kind, wrong)
    }
}

/// Several arguments resolved; or which of them is wrong, and how.
fn each<T, U>(
    arguments: Vec<T>,
    resolve: impl Fn(T) -> Result<U, InvalidArgument>,
) -> Result<Vec<U>, (usize, InvalidArgument)> {
    let numbered = |(index, argument)| resolve(argument).map_err(|wrong| (index, wrong));
    arguments.into_iter().enumerate().map(numbered).collect()
}

/// Unwraps an argument, or answers the call with what is wrong with it: an action that counts, and succeeds in nothing.
macro_rules! argument {
    ($view:ident, $kind:literal, $resolved:expr) => {
        match $resolved {
            Ok(argument) => argument,
            Err(wrong) => return $view.refuse($kind, convert::invalid_argument(wrong)),
        }
    };
}

impl wit::Host for FormState<'_> {
    async fn open(&mut self, address: String) -> Answer<wit::Page> {
        self.spend(&address)?;
        let address = argument!(self, "open", convert::bounded(address));
        let done = self.site()?.form.open(&address).await;
        self.answer(done, convert::page)
    }

    async fn back(&mut self) -> Answer<wit::Page> {
        self.spend(&())?;
        let done = self.site()?.form.back().await;
        self.answer(done, convert::page)
    }

    async fn reload(&mut self) -> Answer<wit::Page> {
        self.spend(&())?;
        let done = self.site()?.form.reload().await;
        self.answer(done, convert::page)
    }

    async fn current(&mut self) -> Answer<wit::Page> {
        self.spend(&())?;
        let done = self.site()?.form.current().await;
        self.answer(done, convert::page)
    }

    async fn fill(&mut self, item: wit::FillItem) -> Answer<()> {
        self.spend(&item)?;
        let item = argument!(self, "fill", self.arguments().fill_item(item));
        let done = self.site()?.form.fill(&item).await;
        self.answer(done, |()| ())
    }

    async fn fill_all(&mut self, items: Vec<wit::FillItem>) -> Answer<()> {
        self.spend(&items)?;
        let items = argument!(self, "fill-all", convert::few(items));
        let items = match each(items, |item| self.arguments().fill_item(item)) {
            Ok(items) => items,
            Err(wrong) => return self.refuse_one("fill-all", wrong),
        };
        let done = self.site()?.form.fill_all(&items).await;
        self.answer(done, |()| ())
    }

    async fn clear(&mut self, target: wit::Target) -> Answer<()> {
        self.spend(&target)?;
        let target = argument!(self, "clear", self.arguments().target(target));
        let done = self.site()?.form.clear(&target).await;
        self.answer(done, |()| ())
    }

    async fn press(&mut self, target: Option<wit::Target>, key: String) -> Answer<()> {
        self.spend(&(&target, &key))?;
        let target = argument!(self, "press", target.map(|target| self.arguments().target(target)).transpose());
        let key = argument!(self, "press", convert::key(key));
        let done = self.site()?.form.press(target.as_ref(), &key).await;
        self.answer(done, |()| ())
    }

    async fn click(&mut self, target: wit::Target, options: Option<wit::ClickOptions>) -> Answer<()> {
        self.spend(&target)?;
        let target = argument!(self, "click", self.arguments().target(target));
        let done = self.site()?.form.click(&target, options.map(convert::click_options)).await;
        self.answer(done, |()| ())
    }

    async fn hover(&mut self, target: wit::Target) -> Answer<()> {
        self.spend(&target)?;
        let target = argument!(self, "hover", self.arguments().target(target));
        let done = self.site()?.form.hover(&target).await;
        self.answer(done, |()| ())
    }

    async fn drag(&mut self, source: wit::Target, end: wit::DragEnd) -> Answer<()> {
        self.spend(&(&source, &end))?;
        let source = argument!(self, "drag", self.arguments().target(source));
        let end = argument!(self, "drag", self.arguments().drag_end(end));
        let done = self.site()?.form.drag(&source, end).await;
        self.answer(done, |()| ())
    }

    async fn check(&mut self, target: wit::Target, on: bool, answers: Option<wit::Field>) -> Answer<()> {
        self.spend(&(&target, &answers))?;
        let target = argument!(self, "check", self.arguments().target(target));
        let source = match answers {
            Some(field) => argument!(self, "check", self.arguments().field(field)).source,
            None => Source::Literal,
        };
        let done = self.site()?.form.check(&target, on, &source).await;
        self.answer(done, |()| ())
    }

    async fn choose(&mut self, target: wit::Target, choices: Vec<wit::Choice>) -> Answer<()> {
        self.spend(&(&target, &choices))?;
        let target = argument!(self, "choose", self.arguments().target(target));
        let choices = argument!(self, "choose", convert::few(choices));
        let choices = match each(choices, |choice| self.arguments().choice(choice)) {
            Ok(choices) => choices,
            Err(wrong) => return self.refuse_one("choose", wrong),
        };
        let done = self.site()?.form.choose(&target, &choices).await;
        self.answer(done, |()| ())
    }

    async fn set_date(&mut self, target: wit::Target, date: wit::Field, style: wit::DateStyle) -> Answer<()> {
        self.spend(&(&(&target, &date), &style))?;
        let target = argument!(self, "set-date", self.arguments().target(target));
        let date = argument!(self, "set-date", self.arguments().field(date));
        let style = argument!(self, "set-date", self.arguments().date_style(style));
        let done = self.site()?.form.set_date(&target, &date, &style).await;
        self.answer(done, |()| ())
    }

    async fn upload(&mut self, target: wit::Target, documents: Vec<u32>) -> Answer<()> {
        self.spend(&(&target, &documents))?;
        let target = argument!(self, "upload", self.arguments().target(target));
        let documents = argument!(self, "upload", convert::few(documents));
        let mut files = Vec::with_capacity(documents.len());
        for id in documents {
            let Some((path, field)) = self.documents.file(id) else {
                let unknown =
                    convert::invalid_argument(InvalidArgument::Malformed(format!("there is no document {id}")));
                let wrong = wit::Failure { error: wit::ActionError::UnknownDocument(id), ..unknown };
                return self.refuse("upload", wrong);
            };
            files.push(UploadFile { path, field });
        }
        let done = self.site()?.form.upload(&target, &files).await;
        self.answer(done, |()| ())
    }

    async fn wait(&mut self, conditions: Vec<wit::Condition>, bound: u32) -> Answer<u32> {
        self.spend(&conditions)?;
        let conditions = argument!(self, "wait", self.arguments().conditions(conditions));
        let done = self.site()?.form.wait(&conditions, bound).await;
        self.answer(done, |which| which)
    }

    async fn which(&mut self, conditions: Vec<wit::Condition>) -> Answer<Option<u32>> {
        self.spend(&conditions)?;
        let conditions = argument!(self, "which", self.arguments().conditions(conditions));
        let done = self.site()?.form.which(&conditions).await;
        self.answer(done, |which| which)
    }

    async fn state(&mut self, target: wit::Target) -> Answer<wit::ControlState> {
        self.spend(&target)?;
        let target = argument!(self, "state", self.arguments().target(target));
        let done = self.site()?.form.state(&target).await;
        self.answer(done, |state| wit::ControlState {
            visible: state.visible,
            enabled: state.enabled,
            editable: state.editable,
            checked: state.checked,
            required: state.required,
        })
    }

    async fn read_text(&mut self, target: wit::Target) -> Answer<String> {
        self.spend(&target)?;
        let target = argument!(self, "read-text", self.arguments().target(target));
        let done = self.site()?.form.read_text(&target).await;
        self.answer(done, |text| text)
    }

    async fn read_value(&mut self, target: wit::Target) -> Answer<String> {
        self.spend(&target)?;
        let target = argument!(self, "read-value", self.arguments().target(target));
        let done = self.site()?.form.read_value(&target).await;
        self.answer(done, |text| text)
    }

    async fn read_attribute(&mut self, target: wit::Target, name: String) -> Answer<Option<String>> {
        self.spend(&(&target, &name))?;
        let target = argument!(self, "read-attribute", self.arguments().target(target));
        let name = argument!(self, "read-attribute", convert::bounded(name));
        let done = self.site()?.form.read_attribute(&target, &name).await;
        self.answer(done, |text| text)
    }

    async fn read_options(&mut self, target: wit::Target) -> Answer<Vec<wit::ListOption>> {
        self.spend(&target)?;
        let target = argument!(self, "read-options", self.arguments().target(target));
        let option = |option: crate::form::ListOption| wit::ListOption {
            text: option.text,
            code: option.code,
            chosen: option.chosen,
            enabled: option.enabled,
        };
        let done = self.site()?.form.read_options(&target).await;
        self.answer(done, |options| options.into_iter().map(option).collect())
    }

    async fn read_table(&mut self, target: wit::Target) -> Answer<Vec<Vec<String>>> {
        self.spend(&target)?;
        let target = argument!(self, "read-table", self.arguments().target(target));
        let done = self.site()?.form.read_table(&target).await;
        self.answer(done, |rows| rows)
    }

    async fn switch_window(&mut self, window: wit::Window) -> Answer<wit::Page> {
        self.spend(&window)?;
        let window = argument!(self, "switch-window", self.arguments().window(window));
        let done = self.site()?.form.switch_window(&window).await;
        self.answer(done, convert::page)
    }

    async fn close_window(&mut self) -> Answer<wit::Page> {
        self.spend(&())?;
        let done = self.site()?.form.close_window().await;
        self.answer(done, convert::page)
    }

    async fn dialog(&mut self, given: wit::DialogAnswer) -> Answer<String> {
        self.spend(&given)?;
        let given = argument!(self, "dialog", self.arguments().dialog_answer(given));
        let done = self.site()?.form.dialog(&given).await;
        self.answer(done, |text| text)
    }

    async fn screenshot(&mut self, target: Option<wit::Target>) -> Answer<()> {
        self.spend(&target)?;
        let target = argument!(self, "screenshot", target.map(|target| self.arguments().target(target)).transpose());
        let done = self.site()?.form.screenshot(target.as_ref()).await;
        self.answer(done, |()| ())
    }

    async fn print_pdf(&mut self) -> Answer<()> {
        self.spend(&())?;
        let done = self.site()?.form.print_pdf().await;
        self.answer(done, |()| ())
    }

    async fn download(&mut self, target: wit::Target) -> Answer<u32> {
        self.spend(&target)?;
        let target = argument!(self, "download", self.arguments().target(target));
        let sent = self.site()?.form.download(&target).await;
        let sent = sent.map(|sent| self.documents.add_download(sent));
        self.answer(sent, |id| id)
    }

    async fn commit(&mut self, request: wit::CommitRequest) -> Answer<wit::CommitOutcome> {
        self.spend(&request)?;
        let request = argument!(self, "commit", self.arguments().commit_request(request));
        match self.site()?.commit(request).await? {
            Ok(outcome) => Ok(convert::commit_outcome(outcome)),
            Err(failure) => Ok(Err(convert::failure(failure))),
        }
    }
}
