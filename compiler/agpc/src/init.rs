//! `agpc init`: something that works, to change.
//!
//! All files or none: nothing is written where one of them is there already.

use crate::files::shown;
use crate::out::{CallFault, Out, Outcome, Status, plain};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is written, by its place in the folder.
const FILES: [(&str, &str); 3] = [
    ("policy.agp", include_str!("init/policy.agp")),
    ("records.jsonl", include_str!("init/records.jsonl")),
    (".github/workflows/policy.yml", include_str!("init/policy.yml")),
];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// where to write; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let folder = options.folder.as_path();
    let taken: Vec<PathBuf> = targets(folder).filter(|path| fs::symlink_metadata(path).is_ok()).collect();
    if let Some(path) = taken.first() {
        return Err(CallFault(format!(
            "`{}` is there already: move it away or name another folder",
            shown(path)
        )));
    }
    for (path, (_, text)) in targets(folder).zip(FILES) {
        write(&path, text)?;
    }
    let mut out = Out::standard();
    for path in targets(folder) {
        out.line(&format!("wrote {}", shown(&path)))?;
    }
    out.text(&next_steps(folder))?;
    out.flush()?;
    Ok(Status::Well)
}

fn targets(folder: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    FILES.iter().map(move |(name, _)| folder.join(name))
}

fn write(path: &Path, text: &str) -> Result<(), CallFault> {
    let fault = |error| CallFault(format!("cannot write `{}`: {error}", shown(path)));
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(fault)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)
}

fn next_steps(folder: &Path) -> String {
    let here = folder == Path::new(".");
    let change = if here { String::new() } else { format!("  cd {}\n", plain(&folder.to_string_lossy())) };
    format!(
        "\nnext:\n{change}  agpc check\n  agpc test\n  agpc eval policy.agp --records records.jsonl --explain\n"
    )
}
