//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Relative relocations are packed into a hundredth of their room: the loader reads all of them whatever the program is
    // asked to do. Linkers and C libraries know this form since 2022 (glibc 2.36, musl 1.2.4).
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-bin=rengang=-Wl,-z,pack-relative-relocs");
    }
}
