// swift-tools-version: 6.2
import PackageDescription

/// In CI, which sets `WEIR_STRICT`, warnings are errors. The flag of that name on the command line would collide with the
/// silence that SwiftPM orders for dependencies.
let warnings: [SwiftSetting] =
    Context.environment["WEIR_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// Exclusive access to memory is checked as the program runs in debug builds, under which all tests and the simulation
/// run; in release the checks, which cost each request about a twentieth of its time, are off.
let optimised: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

/// Strictness that every target of our own shares.
let strict: [SwiftSetting] =
    warnings + optimised + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]

let nio = "swift-nio"

/// What tests share. Where `make simulate` asks for it, these are ordinary targets, which a program can be made of; it
/// needs `-enable-testing`, without which an optimised build of them fails.
func support(_ name: String, dependencies: [Target.Dependency]) -> Target {
    let path = "Tests/\(name)"
    guard Context.environment["WEIR_SIMULATION"] == nil else {
        return .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
    }
    return .testTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// For the fuzzer, which is a package of its own in Tests/Fuzz and sees ordinary targets only.
let fuzzing: [Product] =
    Context.environment["WEIR_SIMULATION"] == nil ? [] : [.library(name: "FuzzTargets", targets: ["FuzzTargets"])]

let package = Package(
    name: "weir",
    products: [
        .executable(name: "weir", targets: ["weir"]),
        // For the instruction counts, a package of its own in Benchmarks/Micro.
        .library(name: "WeirParts", targets: ["WeirModel", "WeirCore", "WeirHTTP", "WeirTelemetry"]),
    ] + fuzzing,
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Level 0: what a valid configuration is; the system's libraries.
        .target(name: "WeirModel", swiftSettings: strict),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "CRecordMemory", swiftSettings: strict),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),

        // Level 1: every decision, pure.
        .target(name: "WeirCore", dependencies: ["WeirModel"], swiftSettings: strict),

        // Level 2: bytes to plaintext, plaintext to messages, YAML to Model, exchanges to records.
        .target(
            name: "WeirConfig",
            dependencies: ["WeirModel", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "WeirHTTP",
            dependencies: ["WeirModel", "WeirCore", "CNGHTTP2", .product(name: "NIOCore", package: nio)],
            swiftSettings: strict + [.strictMemorySafety()]
        ),
        .target(
            name: "WeirTLS",
            dependencies: ["COpenSSL", "CRecordMemory", .product(name: "NIOCore", package: nio)],
            swiftSettings: strict + [.strictMemorySafety()]
        ),
        .target(name: "WeirTelemetry", dependencies: ["WeirCore", "WeirModel"], swiftSettings: strict),

        // Level 3: sockets, driven by what the machines decide.
        .target(
            name: "WeirProxy",
            dependencies: [
                "WeirModel", "WeirCore", "WeirHTTP", "WeirTLS", "WeirTelemetry", "CLinux",
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        // Level 4: commands.
        .executableTarget(
            name: "weir",
            dependencies: [
                "WeirProxy", "WeirConfig", "WeirModel", "WeirCore", "WeirHTTP", "WeirTLS", "WeirTelemetry", "CNGHTTP2",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
            ],
            swiftSettings: strict
        ),

        .testTarget(name: "WeirModelTests", dependencies: ["WeirModel"], swiftSettings: strict),
        .testTarget(name: "WeirCoreTests", dependencies: ["WeirCore", "WeirModel"], swiftSettings: strict),
        .testTarget(name: "WeirConfigTests", dependencies: ["WeirConfig", "WeirModel"], swiftSettings: strict),
        .testTarget(
            name: "WeirHTTPTests",
            dependencies: ["WeirHTTP", "WeirCore", "WeirModel", .product(name: "NIOCore", package: nio)],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WeirTLSTests",
            dependencies: ["WeirTLS", "COpenSSL", .product(name: "NIOCore", package: nio)],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WeirTelemetryTests", dependencies: ["WeirTelemetry", "WeirCore", "WeirModel"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WeirProxyTests",
            dependencies: [
                "WeirProxy", "WeirCore", "WeirModel", .product(name: "NIOCore", package: nio),
                .product(name: "NIOEmbedded", package: nio), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "IntegrationTests", dependencies: ["weir", "WeirModel", "WeirCore", "FuzzTargets"],
            swiftSettings: strict
        ),
        support(
            "FuzzTargets",
            dependencies: [
                "SimulatedNetwork", "WeirProxy", "WeirConfig", "WeirTLS", "WeirHTTP", "WeirCore", "WeirModel",
                .product(name: "NIOCore", package: nio),
            ]
        ),
        .testTarget(name: "FuzzReplay", dependencies: ["FuzzTargets"], swiftSettings: strict),
        .testTarget(
            name: "SmugglingTests",
            dependencies: [
                "FuzzTargets", "SimulatedNetwork", "WeirProxy", "WeirCore", "WeirModel",
                .product(name: "NIOCore", package: nio),
            ],
            exclude: ["oracle.py"],
            swiftSettings: strict
        ),
        .testTarget(name: "TidyTests", swiftSettings: strict),

        // Weir in a world made of memory, where time passes as a test says.
        support(
            "SimulatedNetwork",
            dependencies: [
                "WeirProxy", "WeirCore", "WeirModel", "WeirTelemetry", .product(name: "NIOCore", package: nio),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        support(
            "SimulatedWorld",
            dependencies: [
                "SimulatedNetwork", "WeirProxy", "WeirCore", "WeirModel", .product(name: "NIOCore", package: nio),
            ]
        ),
        .testTarget(
            name: "Simulation",
            dependencies: [
                "SimulatedWorld", "SimulatedNetwork", "WeirProxy", "WeirCore", "WeirModel",
                .product(name: "NIOCore", package: nio),
            ],
            swiftSettings: strict
        ),
    ]
)

if Context.environment["WEIR_SIMULATION"] != nil {
    package.targets.append(
        .executableTarget(
            name: "simulate", dependencies: ["SimulatedWorld"], path: "Tests/SimulationCommand", swiftSettings: strict))
}
