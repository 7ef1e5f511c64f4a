//! The sources on real files, with no release that could contradict.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::sources::Sources;
use super::standing::Standing;
use crate::counties::{Counties, Places, Written};
use crate::ledger::{ActorRole, CountySetting, Who};
use crate::submission::CountyCode;

/// A configuration's folder with a folder of counties.
struct TestSources {
    sources: Sources,
    serving: Counties,
    dir: tempfile::TempDir,
}

impl TestSources {
    /// County 99001 stands in the configuration.
    fn new() -> Self {
        Self::with(&county("99001", ""), |_| ())
    }

    fn with(configuration: &str, prepare: impl FnOnce(&std::path::Path)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().to_owned();
        fs::create_dir(base.join("counties.d")).unwrap();
        fs::create_dir(base.join("secrets")).unwrap();
        prepare(&base);
        let places = Places { secrets: base.join("secrets"), base: base.clone(), variables: |_| None };
        let configured = Written::of_toml(configuration).unwrap();
        let mut sources = Sources::new(places, configured, (base.join("counties.d"), false)).unwrap();
        sources.read_files();
        let serving = sources.counties();
        Self { sources, serving, dir }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// One look, as a host makes it.
    fn look(&mut self) {
        for candidate in self.sources.look() {
            match self.sources.change(&candidate) {
                Ok(change) => {
                    self.serving.exchange(&change.next, &change.gone);
                    self.sources.accept(candidate);
                }
                Err(problem) => self.sources.refuse(candidate, problem),
            }
        }
    }

    /// As many as a file needs that has just been written.
    fn looks(&mut self) {
        self.look();
        self.look();
    }

    /// What serves, as `code name cutoff`; the sources say the same.
    fn serves(&self) -> Vec<String> {
        let said = |counties: &Counties| -> Vec<String> {
            let all = counties.now();
            all.values()
                .map(|one| {
                    format!(
                        "{} {} {}",
                        one.code,
                        one.name,
                        one.calendar.next_cutoff(jiff::Timestamp::UNIX_EPOCH).0.strftime("%H:%M:%S")
                    )
                })
                .collect()
        };
        assert_eq!(said(&self.serving), said(&self.sources.counties()));
        said(&self.serving)
    }

    fn password(&self, code: &str) -> String {
        let county = self.serving.get(&code.parse().unwrap()).unwrap();
        county.credentials.account("worker", "w1").unwrap().part("password").unwrap().reveal().to_owned()
    }

    /// What is wrong with a county, with the folder's own name left out.
    fn problem(&self, code: &str) -> Option<String> {
        let code: CountyCode = code.parse().unwrap();
        let standing = Standing::of(&self.sources);
        let problem = standing.problems.get(&code)?;
        assert!(standing.all_problems.contains(problem));
        Some(problem.replace(&format!("{}/", self.dir.path().display()), ""))
    }

    /// What is set by command, as the ledger has it.
    fn set(&mut self, change: i64, codes: &[(&str, &str)]) {
        let setting = |(code, more): &(&str, &str)| CountySetting {
            county: code.parse().unwrap(),
            text: Some(county(code, more)),
            who: Who::new(ActorRole::Admin, "ops"),
            at: "2026-03-02T20:00:00Z".parse().unwrap(),
            change,
        };
        self.sources.note_settings(change, codes.iter().map(setting).collect());
    }
}

fn county(code: &str, more: &str) -> String {
    format!("code = '{code}'\nname = 'N{code}'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n{more}\n")
}

#[test]
fn a_file_is_taken_when_it_stands_still_and_again_when_it_changes() {
    let mut test = TestSources::new();
    let whole = county("99003", "cutoff = '16:00'");
    // An editor has written half of it: whatever that says, it is looked at once more.
    test.write("counties.d/99003.toml", &whole[..20]);
    test.look();
    test.write("counties.d/99003.toml", &whole);
    test.look();
    assert_eq!((test.serves(), test.problem("99003")), (vec!["99001 N99001 17:00:00".to_owned()], None));
    test.look();
    assert_eq!(test.serves(), ["99001 N99001 17:00:00", "99003 N99003 16:00:00"]);
    test.write("counties.d/99003.toml", &county("99003", "cutoff = '15:30'"));
    test.looks();
    assert_eq!(test.serves()[1], "99003 N99003 15:30:00");
}

#[test]
fn what_is_wrong_leaves_the_whole_file_as_it_was_until_it_is_right() {
    let mut test = TestSources::new();
    let file = |cutoff: &str, more: &str| {
        format!("[[county]]\n{}[[county]]\n{}", county("99003", &format!("cutoff = '{cutoff}'")), county("99005", more))
    };
    test.write("counties.d/north.toml", &file("16:00", ""));
    test.looks();
    let good = test.serves();
    assert_eq!(good.len(), 3);
    for (more, expect) in [
        ("cutof = '16:00'", "line 12: unknown field `cutof`"),
        ("grant.origins = ['http://b.test']", "north.toml: line 12: "),
        ("concurrency = 0", "county `99005`: `concurrency` must be 1 to 64, not 0"),
        ("tls.roots = 'absent.pem'", "`tls.roots`: absent.pem cannot be read"),
        (
            "credentials.worker.w1 = { user = 'u', password = 'file:absent' }",
            "`credentials.worker.w1.password`: absent",
        ),
    ] {
        test.write("counties.d/north.toml", &file("15:00", more));
        test.looks();
        assert_eq!(test.serves(), good, "{more}");
        for code in ["99003", "99005"] {
            let said = test.problem(code).unwrap_or_else(|| panic!("{more}: nothing is said of {code}"));
            assert!(said.contains(expect) && said.starts_with("north.toml"), "{said}");
        }
        assert_eq!(test.problem("99001"), None);
    }
    test.write("counties.d/north.toml", &file("15:00", ""));
    test.looks();
    assert_eq!((test.serves()[1].as_str(), test.problem("99003")), ("99003 N99003 15:00:00", None));
    // Of a new file that nobody can read, its name says what it is of.
    test.write("counties.d/99007.toml", "[[");
    test.looks();
    assert!(test.problem("99007").unwrap().starts_with("99007.toml: line 1"));
    assert_eq!(test.serves().len(), 3);
}

#[test]
fn a_county_stands_in_one_place() {
    let mut test = TestSources::new();
    test.write("counties.d/a.toml", &county("99003", ""));
    test.looks();
    test.write("counties.d/b.toml", &county("99003", "cutoff = '12:00'"));
    test.write("counties.d/c.toml", &county("99001", "cutoff = '12:00'"));
    test.looks();
    assert_eq!(test.serves(), ["99001 N99001 17:00:00", "99003 N99003 17:00:00"]);
    assert_eq!(test.problem("99003").unwrap(), "b.toml: county 99003 stands in a.toml, too: take one of them out");
    assert!(test.problem("99001").unwrap().contains("stands in the configuration, too, and that counts"));
    // The other one is taken as soon as it is alone.
    fs::remove_file(test.at("counties.d/a.toml")).unwrap();
    test.looks();
    test.look();
    assert_eq!((test.serves()[1].as_str(), test.problem("99003")), ("99003 N99003 12:00:00", None));
    // Two that come at once are not both taken.
    test.write("counties.d/d.toml", &county("99005", "cutoff = '11:00'"));
    test.write("counties.d/e.toml", &county("99005", "cutoff = '12:00'"));
    test.looks();
    assert_eq!(test.serves()[2], "99005 N99005 11:00:00");
    assert!(test.problem("99005").unwrap().starts_with("e.toml: "));
}

#[test]
fn a_file_that_is_gone_takes_its_counties_and_a_folder_that_is_gone_takes_none() {
    let mut test = TestSources::new();
    for code in ["99003", "99005"] {
        test.write(&format!("counties.d/{code}.toml"), &county(code, ""));
    }
    test.looks();
    let all = test.serves();
    assert_eq!(all.len(), 3);
    // An editor replaces a file: it is away for one look.
    fs::rename(test.at("counties.d/99003.toml"), test.at("counties.d/.99003.toml.tmp")).unwrap();
    test.look();
    fs::rename(test.at("counties.d/.99003.toml.tmp"), test.at("counties.d/99003.toml")).unwrap();
    test.looks();
    assert_eq!(test.serves(), all);
    // The disk is gone, and then there is an empty folder in its place.
    fs::rename(test.at("counties.d"), test.at("elsewhere")).unwrap();
    test.looks();
    test.look();
    assert_eq!(test.serves(), all);
    assert!(test.problem("99003").unwrap().contains("counties.d cannot be read"), "{:?}", test.problem("99003"));
    fs::create_dir(test.at("counties.d")).unwrap();
    test.looks();
    test.look();
    assert_eq!(test.serves(), all);
    assert!(test.problem("99005").unwrap().contains("is empty all at once"));
    fs::remove_dir(test.at("counties.d")).unwrap();
    fs::rename(test.at("elsewhere"), test.at("counties.d")).unwrap();
    test.looks();
    assert_eq!((test.serves(), test.problem("99003")), (all, None));
    // One of two files is taken out by hand; the last one by saying so.
    fs::remove_file(test.at("counties.d/99003.toml")).unwrap();
    test.looks();
    assert_eq!(test.serves(), ["99001 N99001 17:00:00", "99005 N99005 17:00:00"]);
    test.write("counties.d/99005.toml", "");
    test.looks();
    assert_eq!(test.serves().len(), 2, "an empty file is a mistake");
    test.write("counties.d/99005.toml", "county = []\n");
    test.looks();
    assert_eq!(test.serves(), ["99001 N99001 17:00:00"]);
    assert_eq!(test.problem("99005"), None);
}

#[test]
fn a_password_that_is_replaced_is_read_anew_and_a_wrong_one_is_not() {
    let login = "credentials.worker.w1 = { user = 'u', password = 'file:secrets/alder' }";
    let mut test = TestSources::with(&county("99001", login), |base| {
        fs::write(base.join("secrets/alder"), "first\n").unwrap();
        fs::set_permissions(base.join("secrets/alder"), fs::Permissions::from_mode(0o600)).unwrap();
    });
    let began_with = test.serving.get(&"99001".parse().unwrap()).unwrap();
    assert_eq!(test.password("99001"), "first");
    // It is being written, and seen once in the middle of that.
    test.write("secrets/alder", "sec");
    test.look();
    assert_eq!(test.password("99001"), "first");
    test.write("secrets/alder", "second\n");
    test.look();
    assert_eq!(test.password("99001"), "first");
    test.look();
    assert_eq!(test.password("99001"), "second");
    let kept = began_with.credentials.account("worker", "w1").unwrap().part("password").unwrap().reveal();
    assert_eq!(kept, "first", "what runs keeps what it began with");
    for (text, mode, expect) in
        [("", 0o600, "is empty"), ("third", 0o644, "may be read by everybody"), ("third", 0o000, "")]
    {
        test.write("secrets/alder", text);
        fs::set_permissions(test.at("secrets/alder"), fs::Permissions::from_mode(mode)).unwrap();
        if mode == 0 && fs::read(test.at("secrets/alder")).is_ok() {
            continue; // Of a user who may read everything.
        }
        test.looks();
        test.look();
        assert_eq!(test.password("99001"), "second");
        let said = test.problem("99001").unwrap();
        assert!(said.contains(expect) && said.ends_with("what it was before stays in use"), "{said}");
        assert!(!said.contains("third") && !said.contains("second"), "{said}");
    }
    fs::remove_file(test.at("secrets/alder")).unwrap();
    test.looks();
    assert!(test.problem("99001").unwrap().contains("cannot be read"));
    test.write("secrets/alder", "third");
    test.looks();
    assert_eq!((test.password("99001").as_str(), test.problem("99001")), ("third", None));
}

#[test]
fn what_is_set_counts_after_the_configuration_and_before_the_folder() {
    let mut test = TestSources::new();
    test.write("counties.d/a.toml", &format!("[[county]]\n{}[[county]]\n{}", county("99003", ""), county("99005", "")));
    test.looks();
    test.set(1, &[("99001", "cutoff = '12:00'"), ("99003", "cutoff = '12:00'"), ("99007", "cutoff = '12:00'")]);
    test.looks();
    let with_set = ["99001 N99001 17:00:00", "99003 N99003 12:00:00", "99005 N99005 17:00:00", "99007 N99007 12:00:00"];
    assert_eq!(test.serves(), with_set);
    assert!(test.problem("99001").unwrap().contains("stands in the configuration, too"));
    assert!(test.problem("99003").unwrap().contains("set by ops in the ledger, too, and that counts"));
    // A host that starts with the same sources serves the same.
    let mut again = TestSources::new();
    again.set(1, &[("99001", "cutoff = '12:00'"), ("99003", "cutoff = '12:00'"), ("99007", "cutoff = '12:00'")]);
    fs::copy(test.at("counties.d/a.toml"), again.at("counties.d/b.toml")).unwrap();
    again.looks();
    assert_eq!(again.serves()[..2], with_set[..2]);
    // What is wrong of it leaves what it was; what is not set any more is gone, or the file's again.
    test.set(2, &[("99003", "cutoff = '12:00'"), ("99007", "credentials.worker.w1 = { password = 'sesamejam' }")]);
    test.looks();
    assert_eq!(test.serves(), with_set);
    let said = test.problem("99007").unwrap();
    assert!(said.contains("a secret itself is not kept in the ledger") && !said.contains("sesamejam"), "{said}");
    assert_eq!(test.problem("99001"), None);
    test.set(3, &[]);
    test.looks();
    test.look();
    assert_eq!(test.serves(), ["99001 N99001 17:00:00", "99003 N99003 17:00:00", "99005 N99005 17:00:00"]);
    assert_eq!((test.problem("99003"), test.problem("99007")), (None, None));
}

#[test]
fn what_lies_in_the_folder_is_bounded_and_a_pipe_stops_nothing() {
    let mut test = TestSources::new();
    test.write("counties.d/99003.toml", &county("99003", ""));
    test.write("counties.d/notes.txt", "no county");
    test.write("counties.d/.99005.toml", "an editor's");
    fs::write(test.at("counties.d/99009.toml"), vec![b'#'; (4 << 20) + 1]).unwrap();
    fs::create_dir(test.at("counties.d/99011.toml")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        test.at("counties.d/99013.toml"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    test.looks();
    assert_eq!(test.serves().len(), 2);
    for (code, expect) in [("99009", "too large"), ("99011", "is no file"), ("99013", "is no file")] {
        assert!(test.problem(code).unwrap().contains(expect), "{code}: {:?}", test.problem(code));
    }
    let many: String = (0..4_001).map(|n| format!("[[county]]\n{}", county(&format!("{n:05}"), ""))).collect();
    test.write("counties.d/99003.toml", &many);
    test.looks();
    assert!(test.problem("99003").unwrap().contains("it has 4001 counties; 4000 are allowed"));
    assert_eq!(test.serves().len(), 2);
}
