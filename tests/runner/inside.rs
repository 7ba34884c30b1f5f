//! What the image holds, and how it ends. `scripts/image.sh --show` prints what these tests see.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::commands::{check, ready, shop, usual};
use crate::step::{engine, folder, image};

fn ran(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The image unpacked: its configuration, and each layer's file.
fn unpacked(folder: &Path) -> (Value, Vec<String>) {
    let at = folder.to_str().unwrap();
    let archive = format!("{at}/image.tar");
    ran(&engine(), &["save", "--output", &archive, &image()]);
    ran("tar", &["--extract", "--file", &archive, "--directory", at]);
    let read = |name: &str| json(&std::fs::read_to_string(folder.join(name)).unwrap());
    let manifest = &read("manifest.json")[0];
    let layers = manifest["Layers"].as_array().unwrap().iter();
    let config = read(manifest["Config"].as_str().unwrap());
    (config, layers.map(|layer| format!("{at}/{}", layer.as_str().unwrap())).collect())
}

/// How many bytes a registry hands out for a layer.
fn compressed(layer: &str) -> u64 {
    let file = std::fs::File::open(layer).unwrap();
    let mut gzip = Command::new("gzip").arg("--no-name").stdin(file).stdout(Stdio::piped()).spawn().unwrap();
    let size = std::io::copy(&mut gzip.stdout.take().unwrap(), &mut std::io::sink()).unwrap();
    assert!(gzip.wait().unwrap().success());
    size
}

/// The one layer may not grow to so many bytes, nor to so many when it is pulled: docs/image.md.
const MOST: u64 = 11_000_000;
const MOST_PULLED: u64 = 5_000_000;

#[test]
#[ignore = "needs the image"]
fn it_holds_one_file_and_runs_it() {
    let folder = folder();
    let (config, layers) = unpacked(&folder);
    let [layer] = layers.as_slice() else { panic!("more than one layer: {layers:?}") };
    let list = ran("tar", &["--list", "--verbose", "--numeric-owner", "--file", layer]);
    let [file] = list.lines().collect::<Vec<_>>()[..] else { panic!("more than one file:\n{list}") };
    let size = std::fs::metadata(layer).unwrap().len();
    let compressed = compressed(layer);
    println!("\n{} for linux/{}", image(), std::env::var("HOLDPOINT_ARCH").unwrap());
    println!("layer 1 of 1: {size} bytes, {compressed} as gzip makes them, which holds\n  {file}");
    assert!(file.starts_with("-rwxr-xr-x 0/0 ") && file.ends_with(" holdpoint"), "{file}");

    assert_eq!(config["os"], "linux");
    let architecture = std::env::var("HOLDPOINT_ARCH").unwrap();
    assert_eq!(config["architecture"], architecture.as_str());
    let config = &config["config"];
    assert_eq!(config["Entrypoint"], serde_json::json!(["/holdpoint"]));
    for key in ["User", "WorkingDir", "Cmd", "Volumes", "ExposedPorts"] {
        assert!(config[key].is_null() || config[key] == "", "{key}: {}", config[key]);
    }
    // Built quickly, it is made neither small nor fast.
    let (most, most_pulled) =
        if image().contains("quick") { (100_000_000, 50_000_000) } else { (MOST, MOST_PULLED) };
    assert!(size < most, "{size} bytes: each run of each workflow unpacks them");
    assert!(compressed < most_pulled, "{compressed} bytes: each run of each workflow pulls them");

    // The binary is of the architecture that the image says.
    ran("tar", &["--extract", "--file", layer, "--directory", folder.to_str().unwrap()]);
    let head = std::fs::read(folder.join("holdpoint")).unwrap();
    let machine = if architecture == "arm64" { 183 } else { 62 };
    assert_eq!((&head[..4], head[18]), (&b"\x7fELF"[..], machine));
    // As large as the image, three times.
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "needs the image"]
fn it_ends_with_0_1_and_2() {
    let runs = [
        ("all is there", check(&ready()).go(), 0, "go"),
        ("a box is open", check(&shop()).go(), 1, "no-go"),
        ("there is no token", check(&ready()).with("token", "").go(), 2, "no-go"),
    ];
    for (what, went, code, decision) in runs {
        let went = usual(went.ended(code));
        assert_eq!(went.output("decision"), decision);
        println!("\n{what}: {}", went.command);
        println!("  exit code {}, decision={decision}, error={:?}", went.code, went.output("error"));
    }
}
