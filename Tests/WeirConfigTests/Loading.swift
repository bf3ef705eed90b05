import Testing
import WeirConfig
import WeirModel

/// Texts and files that the tests of this target load.
enum Loading {
    static let listeners = "listeners:\n  web: { address: 127.0.0.1:8080 }\n"
    static let upstreams = "upstreams:\n  app: { servers: [ { id: a, address: 127.0.0.1:9001 } ] }\n"
    static let routes = "routes:\n  - { name: all, upstream: app }\n"
    /// Valid, and without a warning.
    static let base = listeners + upstreams + routes

    /// Loads a text as if it stood in `/etc/weir/test.yaml`.
    static func load(_ text: String, environment: [String: String] = [:]) -> LoadedConfiguration {
        load(Array(text.utf8), environment: environment)
    }

    static func load(_ bytes: [UInt8], environment: [String: String] = [:]) -> LoadedConfiguration {
        ConfigLoader.load(bytes: bytes, file: "test.yaml", folder: "/etc/weir", environment: environment)
    }

    /// The configuration of a text that must have no error.
    static func configuration(
        _ text: String, environment: [String: String] = [:], location: SourceLocation = #_sourceLocation
    ) throws -> Configuration {
        let loaded = load(text, environment: environment)
        return try #require(
            loaded.configuration, "\(DiagnosticText.render(loaded.diagnostics))", sourceLocation: location)
    }

    /// One line for each diagnostic: `error 3:4 message`.
    static func lines(_ diagnostics: [Diagnostic]) -> [String] {
        diagnostics.map { "\($0.severity.rawValue) \($0.line):\($0.column) \($0.message)" }
    }

    /// The `config` folder of the package.
    static var configFolder: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/config"
    }
}
