//! The origin of every file in `tests/reference`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sources::root;

/// The files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the repository");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let below = |path: PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    };
    paths.into_iter().flat_map(below).collect()
}

/// The files, as paths with `/`, that a page does not name: by their path, or by `folder/*.ending`.
fn unnamed<'a>(page: &str, files: &[&'a str]) -> Vec<&'a str> {
    let named = |file: &str| {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let ending = name.rsplit('.').next().unwrap_or(name);
        page.contains(&format!("| `{file}` |"))
            || page.contains(&format!("| `{folder}/*.{ending}` |"))
    };
    files.iter().copied().filter(|file| !named(file)).collect()
}

#[test]
fn the_page_says_where_each_file_is_from() {
    let folder = root().join("tests/reference");
    let page = fs::read_to_string(folder.join("README.md")).expect("the page");
    let relative = |path: PathBuf| {
        let path = path.strip_prefix(&folder).expect("found below it");
        path.to_string_lossy().replace('\\', "/")
    };
    let mut names: Vec<String> = files(&folder).into_iter().map(relative).collect();
    names.retain(|name| name != "README.md");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert!(names.len() > 40, "{names:?}");
    assert_eq!(unnamed(&page, &names), [""; 0]);

    let one = "| `a/b.json` | 1 |\n| `a/c/*.json` | |";
    let asked = ["a/b.json", "a/c/d.json", "a/c/d.txt", "b.json", "a/b.jso"];
    assert_eq!(unnamed(one, &asked), ["a/c/d.txt", "b.json", "a/b.jso"]);
}

#[test]
fn every_case_says_which_program_its_value_is_from() {
    let mut counted = 0;
    for path in files(&root().join("tests/reference")) {
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        let text = if is_json {
            fs::read_to_string(&path).expect("UTF-8")
        } else {
            continue;
        };
        let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let cases = file.get("cases").and_then(|cases| cases.as_array());
        for case in cases.into_iter().flatten() {
            let origin = case["produced_by"].as_str().unwrap_or("");
            assert!(origin.len() > 10, "{}: {case}", path.display());
            counted += 1;
        }
    }
    assert_eq!(counted, 711);
}
