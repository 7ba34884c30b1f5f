//! What the image holds.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

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

#[test]
#[ignore = "needs the image"]
fn it_holds_one_file_and_runs_it() {
    let folder = folder();
    let (config, layers) = unpacked(&folder);
    let [layer] = layers.as_slice() else { panic!("more than one layer: {layers:?}") };
    let list = ran("tar", &["--list", "--verbose", "--numeric-owner", "--file", layer]);
    let [file] = list.lines().collect::<Vec<_>>()[..] else { panic!("more than one file:\n{list}") };
    println!(
        "{}: {} bytes in its one layer, which holds\n{file}",
        image(),
        std::fs::metadata(layer).unwrap().len()
    );
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
    let most = if image().contains("quick") { 100_000_000 } else { 12_000_000 };
    let size = std::fs::metadata(layer).unwrap().len();
    assert!(size < most, "{size} bytes: each run of each workflow pays for them");

    // The binary is of the architecture that the image says.
    ran("tar", &["--extract", "--file", layer, "--directory", folder.to_str().unwrap()]);
    let head = std::fs::read(folder.join("holdpoint")).unwrap();
    let machine = if architecture == "arm64" { 183 } else { 62 };
    assert_eq!((&head[..4], head[18]), (&b"\x7fELF"[..], machine));
    // As large as the image, three times.
    std::fs::remove_dir_all(folder).unwrap();
}
