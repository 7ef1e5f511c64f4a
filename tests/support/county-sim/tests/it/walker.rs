//! A worker without a browser: keeps cookies, follows redirects, and takes each form's token along.

use county_sim::{County, Sim};

/// Form inputs by name.
pub(crate) type Inputs<'a> = &'a [(&'a str, &'a str)];

pub(crate) struct Walker {
    http: reqwest::Client,
    base: String,
}

/// An answer that arrived.
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Seen {
    pub(crate) fn shows(&self, what: &str) -> &Self {
        assert!(self.text.contains(what), "{} ({}) does not show {what:?}:\n{}", self.path, self.status, self.text);
        self
    }

    /// The value of a hidden input.
    pub(crate) fn hidden(&self, name: &str) -> String {
        self.tag(name).and_then(|tag| quoted(tag, " value=\"")).unwrap_or_else(|| panic!("no {name} in {}", self.text))
    }

    /// The tag of an input, whatever the order of its attributes. A value with a `>` would cut it short.
    fn tag(&self, name: &str) -> Option<&str> {
        let at = self.text.find(&format!(" name=\"{name}\""))?;
        let begin = self.text[..at].rfind('<')?;
        self.text[begin..].split('>').next()
    }

    /// The text of the element with this id.
    pub(crate) fn element(&self, id: &str) -> String {
        let rest = self.text.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_default();
        rest.split_once('>').map_or("", |(_, rest)| rest.split('<').next().unwrap_or_default()).to_owned()
    }
}

/// What stands behind the mark, up to the next quote.
fn quoted(text: &str, mark: &str) -> Option<String> {
    text.split(mark).nth(1)?.split('"').next().map(str::to_owned)
}

impl Walker {
    pub(crate) fn new(sim: &Sim, county: County) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Self { http, base: sim.url(county).to_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Seen {
        self.try_get(path).await.unwrap()
    }

    pub(crate) async fn try_get(&self, path: &str) -> reqwest::Result<Seen> {
        see(self.http.get(format!("{}{path}", self.base)).send().await?).await
    }

    pub(crate) async fn post(&self, path: &str, inputs: Inputs<'_>) -> Seen {
        self.try_post(path, inputs).await.unwrap()
    }

    pub(crate) async fn try_post(&self, path: &str, inputs: Inputs<'_>) -> reqwest::Result<Seen> {
        see(self.http.post(format!("{}{path}", self.base)).form(inputs).send().await?).await
    }

    /// Posts a form with further headers.
    pub(crate) async fn post_as(&self, path: &str, headers: &[(&str, &str)], inputs: Inputs<'_>) -> Seen {
        let request = self.http.post(format!("{}{path}", self.base)).form(inputs);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        see(request.send().await.unwrap()).await.unwrap()
    }

    /// Posts JSON and reads JSON.
    pub(crate) async fn call(&self, path: &str, body: &serde_json::Value) -> (u16, serde_json::Value) {
        let response = self.http.post(format!("{}{path}", self.base)).json(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn upload(&self, path: &str, token: &str, kind: &str, name: &str, bytes: Vec<u8>) -> Seen {
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new()
            .text("TOKEN", token.to_owned())
            .text("DOCTYPE", kind.to_owned())
            .part("FILE", file);
        see(self.http.post(format!("{}{path}", self.base)).multipart(form).send().await.unwrap()).await.unwrap()
    }

    /// Opens a page and posts its form with these inputs and its token.
    pub(crate) async fn fill(&self, page: &str, action: &str, token: &str, inputs: Inputs<'_>) -> Seen {
        let shown = self.get(page).await;
        let token_value = shown.hidden(token);
        let mut all = inputs.to_vec();
        all.push((token, token_value.as_str()));
        self.post(action, &all).await
    }
}

async fn see(response: reqwest::Response) -> reqwest::Result<Seen> {
    let status = response.status().as_u16();
    let path = response.url().path().to_owned();
    Ok(Seen { status, path, text: response.text().await? })
}
