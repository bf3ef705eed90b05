// swift-tools-version: 6.2
// What `make micro` runs. A package of its own, so that an ordinary build and `make test` know nothing of it.
import PackageDescription

let warnings: [SwiftSetting] =
    Context.environment["WEIR_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// As in the package that is measured.
let optimised: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let strict: [SwiftSetting] =
    warnings + optimised + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]

let package = Package(
    name: "micro",
    dependencies: [
        .package(name: "weir", path: "../.."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "micro",
            dependencies: [
                .product(name: "WeirParts", package: "weir"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        )
    ]
)
