//! `agpc keygen`, `build`, `inspect IMAGE`, and `eval` of an image.

use crate::Folder;
use std::fs;

const POLICY: &str = "policy acme.faq \"1.2.0\"\n\
    role employee\n\
    tool search is read yields nothing { query: text -> payload }\n\
    allow faq when tool is search and role has employee\n";
const RECORD: &[u8] =
    b"{\"event\":\"call\",\"time\":\"2026-01-01T00:00:00Z\",\"role\":[\"employee\"],\"tool\":\"search\",\"args\":{\"query\":\"x\"}}\n";

/// A folder with a policy, a key, and the policy's image, signed and not.
fn built() -> Folder {
    let folder = Folder::with(&[("faq.agp", POLICY)]);
    folder.run(["keygen", "release.key"]).says(0, &[]);
    folder.run(["build", "faq.agp", "-o", "faq.agpi", "--sign", "release.key"]).says(0, &[]);
    folder.run(["build", "faq.agp", "-o", "bare.agpi"]).says(0, &[]);
    folder
}

#[test]
fn a_key_is_made_once_and_kept_from_others() {
    let folder = Folder::new();
    let ran = folder.run(["keygen", "k"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{ran:#?}");
    let (secret, public) = (folder.read("k"), folder.read("k.pub"));
    assert!(secret.starts_with("agp-ed25519-secret:") && public.starts_with("agp-ed25519-public:"));
    assert!(ran.out.contains(public.trim()) && !ran.out.contains(secret.trim()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(folder.0.join("k")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    folder.run(["keygen", "k"]).says(2, &["`k.pub` is there already: a key is not overwritten"]);
    fs::remove_file(folder.0.join("k.pub")).unwrap();
    folder.run(["keygen", "k"]).says(2, &["`k` is there already: a key is not overwritten"]);
    assert_eq!(folder.read("k"), secret);
    folder.run(["keygen", "other"]).says(0, &[]);
    assert_ne!(folder.read("other"), secret);
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let folder = built();
    folder.run(["build", "faq.agp", "-o", "again.agpi", "--sign", "release.key"]).says(0, &[]);
    let [one, two] = ["faq.agpi", "again.agpi"].map(|name| fs::read(folder.0.join(name)).unwrap());
    assert_eq!(one, two);
    assert!(!folder.0.join("again.agpi.new").exists());
}

#[test]
fn code_is_for_the_machines_that_are_asked_for() {
    let folder = built();
    let sections = |target: &[&str]| {
        folder
            .run([&["build", "faq.agp", "-o", "x.agpi", "--sign", "release.key"], target].concat())
            .says(0, &[]);
        let shown = folder.run(["inspect", "x.agpi", "--key", "release.key.pub"]).out;
        let lines = shown.lines().filter_map(|line| line.strip_prefix("code ")).map(str::trim);
        lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    // The first line says whether there is code that runs here.
    let here = |runs: bool| if runs { "runs" } else { "none" };
    let (x86, arm) = (cfg!(target_arch = "x86_64"), cfg!(target_arch = "aarch64"));
    assert_eq!(sections(&["--target", "all"]), [here(x86 || arm), "x86_64", "aarch64"]);
    assert_eq!(sections(&["--target", "aarch64"]), [here(arm), "aarch64"]);
    assert_eq!(sections(&["--target", "x86_64"]), [here(x86), "x86_64"]);
    assert_eq!(sections(&[])[0], here(x86 || arm));
}

#[test]
fn what_is_in_an_image_is_shown() {
    let folder = built();
    let ran = folder.run(["inspect", "faq.agpi", "--key", "release.key.pub"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{ran:#?}");
    for text in
        ["acme.faq 1.2.0", "signature      holds, by agp-ed25519-public:", "1 tool", "tables  ", "trailer"]
    {
        assert!(ran.out.contains(text), "no `{text}` in {ran:#?}");
    }
    let ran = folder.run(["inspect", "faq.agpi"]);
    ran.says(0, &[]);
    assert!(ran.out.contains("there is one, which nobody has looked at"), "{ran:#?}");
    let ran = folder.run(["inspect", "bare.agpi"]);
    ran.says(0, &[]);
    assert!(ran.out.contains("none: this image is not signed"), "{ran:#?}");
}

#[test]
fn the_program_in_an_image_is_that_of_its_policy() {
    let folder = built();
    let of_image = folder.run(["inspect", "--program", "bare.agpi"]);
    let of_policy = folder.run(["inspect", "--program", "faq.agp"]);
    assert_eq!((of_image.status, of_image.out), (Some(0), of_policy.out));
}

#[test]
fn an_image_that_does_not_verify_has_status_1() {
    let folder = built();
    folder.run(["keygen", "other"]).says(0, &[]);
    let inspect = |image, key: &str| folder.run(["inspect", image, "--key", key]);
    inspect("faq.agpi", "other.pub").says(1, &["`faq.agpi` is refused", "signed by none of the given keys"]);
    inspect("bare.agpi", "release.key.pub").says(1, &["the image is not signed"]);
    inspect("faq.agpi", "release.key").says(2, &["`release.key` is a secret key", "`release.key.pub`"]);
    let mut bytes = fs::read(folder.0.join("faq.agpi")).unwrap();
    bytes[700] ^= 1;
    folder.write("altered.agpi", &bytes);
    folder.run(["inspect", "altered.agpi"]).says(1, &["the image was altered"]);
    folder.write("short.agpi", &bytes[..700]);
    folder.run(["inspect", "short.agpi"]).says(1, &["the image has 700 bytes where its header says"]);
    folder.run(["inspect", "faq.agp"]).says(2, &["`faq.agp` is no policy image"]);
    folder.run(["inspect", "absent.agpi"]).says(2, &["cannot read `absent.agpi`"]);
}

#[test]
fn an_image_judges_as_its_policy() {
    let folder = built();
    let of_policy = folder.feed(["eval", "faq.agp"], RECORD);
    assert!(of_policy.out.starts_with("{\"verdict\":\"allow\",\"rule\":\"faq\""), "{of_policy:#?}");
    for args in [
        &["eval", "faq.agpi", "--key", "release.key.pub"][..],
        &["eval", "faq.agpi", "--key", "release.key.pub", "--engine", "interpreter"],
        &["eval", "faq.agpi", "--unverified"],
        &["eval", "bare.agpi", "--unverified", "--policy", "acme.faq"],
    ] {
        let ran = folder.feed(args, RECORD);
        assert_eq!((ran.status, &ran.out), (Some(0), &of_policy.out), "{args:?} {ran:#?}");
    }
}

#[test]
fn an_image_that_nobody_vouches_for_does_not_judge() {
    let folder = built();
    let eval = |args: &[&str]| folder.feed([&["eval"], args].concat(), RECORD);
    eval(&["faq.agpi"]).says(2, &["who vouches for `faq.agpi`?"]);
    eval(&["bare.agpi", "--key", "release.key.pub"]).says(1, &["the image is not signed"]);
    eval(&["faq.agpi", "--unverified", "--key", "release.key.pub"]).says(2, &["cannot be used with"]);
    eval(&["faq.agpi", "--unverified", "--policy", "other"]).says(2, &["the image holds `acme.faq`"]);
    for engine in ["reference", "all"] {
        eval(&["faq.agpi", "--unverified", "--engine", engine]).says(2, &["choose native or interpreter"]);
    }
    eval(&["faq.agp", "--unverified"]).says(2, &["are for policy images"]);
}

#[test]
fn only_an_image_is_overwritten() {
    let folder = built();
    let policy = folder.read("faq.agp");
    folder.run(["build", "faq.agp", "-o", "faq.agp"]).says(2, &["`faq.agp` is there and is no policy image"]);
    folder.run(["build", "faq.agp", "-o", "release.key"]).says(2, &["it stays as it is"]);
    folder.run(["build", "faq.agp", "-o", "."]).says(2, &["is no policy image"]);
    assert_eq!(folder.read("faq.agp"), policy);
    folder.run(["build", "faq.agp", "-o", "faq.agpi"]).says(0, &[]);
}

#[test]
fn what_cannot_be_built_is_said() {
    let folder = Folder::with(&[
        ("one.agp", &POLICY.replace("1.2.0", "1")),
        ("wrong.agp", &POLICY.replace("role has", "roll has")),
        ("faq.agp", POLICY),
    ]);
    folder
        .run(["build", "one.agp", "-o", "x"])
        .says(1, &["no image of `acme.faq` is written", "no semantic version"]);
    folder.run(["check", "one.agp"]).says(0, &["note: `acme.faq` has the version \"1\": `agpc build` asks"]);
    folder.run(["build", "wrong.agp", "-o", "x"]).says(1, &["AGP", "error: no image is written: 1 error"]);
    assert!(!folder.0.join("x").exists());
    folder.run(["build", "faq.agp"]).says(2, &["--output"]);
    folder.run(["build", "faq.agp", "-o", "no/such/x"]).says(2, &["cannot write `no/such/x`"]);
    folder.run(["build", "faq.agp", "-o", "x", "--sign", "faq.agp"]).says(2, &["is no key of `agpc keygen`"]);
    folder
        .run(["build", "faq.agp", "-o", "x", "--sign", "gone"])
        .says(2, &["cannot read `gone`: there is no such file or folder"]);
    folder.run(["keygen", "k"]).says(0, &[]);
    folder.run(["build", "faq.agp", "-o", "x", "--sign", "k.pub"]).says(2, &["is a public key"]);
}

/// Commands for texts and commands for images each name the other.
#[test]
fn what_is_given_to_the_wrong_command_is_sent_on() {
    let folder = built();
    folder.run(["check", "faq.agpi"]).says(2, &["`faq.agpi` is a policy image", "`agpc inspect faq.agpi`"]);
    folder.run(["inspect", "faq.agp"]).says(2, &["no policy image", "`agpc inspect --program faq.agp`"]);
    folder.run(["inspect", "gone"]).says(2, &["cannot read `gone`: there is no such file or folder"]);
    folder.run(["eval", "faq.agp", "--records", "gone"]).says(2, &["there is no such file or folder"]);
    let code = |args: &[&str]| {
        let ran = folder.run(args);
        let line = ran.out.lines().find(|line| line.starts_with("code")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{ran:#?}"))
    };
    let of_other = if cfg!(target_arch = "x86_64") { "aarch64" } else { "x86_64" };
    folder
        .run(["build", "faq.agp", "-o", "all.agpi", "--target", "all", "--sign", "release.key"])
        .says(0, &[]);
    assert!(code(&["inspect", "all.agpi"]).ends_with("runs only where the signature has been checked"));
    folder
        .run(["build", "faq.agp", "-o", "far.agpi", "--target", of_other, "--sign", "release.key"])
        .says(0, &[]);
    assert!(code(&["inspect", "far.agpi", "--key", "release.key.pub"]).ends_with("none that runs here"));
}
