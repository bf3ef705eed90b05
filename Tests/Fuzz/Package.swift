// swift-tools-version: 6.2
// The fuzzer's executable. A package of its own, so that an ordinary build and `make test` know nothing of it.
// `make fuzz` builds it with the toolchain's libFuzzer, and all of Weir's modules too, so that their branches count.
import PackageDescription

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "weir", path: "../..")],
    targets: [
        .executableTarget(
            name: "WeirFuzz",
            dependencies: [.product(name: "FuzzTargets", package: "weir")],
            path: "Entry",
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])]
        )
    ]
)
