//! What a manifest is refused for, each by its entry.

use super::*;

const GOOD: &str = r#"
    county = "99001"
    name = "Alder"
    version = "1.0.0"
    interface = "postrider:county@1.0.0"
    origins = ["http://alder.test"]
    zone = "America/Los_Angeles"
    submits = [{ path = "/submit" }, { button = "Send" }]
    [fields]
    fill = ["applicant.name.first", "household[].ssn"]
    required = ["household[].ssn"]
"#;

fn check(from: &str, to: &str, expect: &str) {
    let said = match Manifest::parse(GOOD.replace(from, to).as_bytes()) {
        Ok(_) => "fine".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expect);
}

#[test]
fn every_refusal_names_the_entry() {
    check("", "", "fine");
    check(
        "county = \"99001\"",
        "county = \"x\"",
        "the manifest's `county`: `x` is not a county's FIPS code (five digits)",
    );
    check(
        "@1.0.0",
        "@2.0.0",
        "the manifest's `interface`: this host speaks postrider:county@1.0.0, not `postrider:county@2.0.0`",
    );
    check(
        "name = \"Alder\"",
        "colour = \"red\"\nname = \"A\"",
        "the manifest cannot be read: unknown field `colour`, expected one of `county`, `name`, `version`, `interface`, `origins`, `zone`, `browsers`, `submits`, `fields`, `credentials`, `pace`, `hours`, `limits`",
    );
    check(
        "applicant.name.first",
        "applicant.shoes",
        "the manifest's `fields.fill`: an application has no field `applicant.shoes`",
    );
    check(
        "required = [\"household[].ssn\"]",
        "required = [\"notes\"]",
        "the manifest's `fields.required`: `notes` is not in `fields.fill`",
    );
    check(
        "[fields]",
        "[credentials.gate]\nparts = [\"user\"]\nhttp_auth = \"http://alder.test\"\n[fields]",
        "the manifest's `credentials.gate.http_auth`: needs the part `password`",
    );
    check(
        "[fields]",
        "[credentials.gate]\nparts = [\"user\", \"password\"]\nhttp_auth = \"http://birch.test\"\n[fields]",
        "the manifest's `credentials.gate.http_auth`: http://birch.test is not in `origins`",
    );
    check(
        "[fields]",
        "[limits]\nmemory_mib = 4096\n[fields]",
        "the manifest's `limits.memory_mib`: must be 1 to 64, not 4096",
    );
}
