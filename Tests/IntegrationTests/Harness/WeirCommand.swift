import Foundation

/// `weir` as a command that ends by itself.
enum WeirCommand {
    static func run(
        _ arguments: String..., environment: [String: String] = [:], within seconds: Double = 20
    ) throws -> Command.Outcome {
        try Command.run(
            try WeirProcess.binary(), arguments, package: "", environment: environment, within: seconds)
    }

    /// The diagnostics of `weir check --format json`.
    static func diagnostics(_ arguments: String...) throws -> (status: Int32, [CheckDiagnostic]) {
        let outcome = try Command.run(
            try WeirProcess.binary(), ["check", "--format", "json"] + arguments, package: "")
        let found = try JSONDecoder().decode([CheckDiagnostic].self, from: Data(outcome.output.utf8))
        return (outcome.status, found)
    }
}

/// An element of what `weir check --format json` prints.
struct CheckDiagnostic: Decodable, Sendable {
    var severity: String
    var message: String
    var file: String
    var line: Int
    var column: Int
    var source: String?
    var hint: String?

    /// `error 3:4 message`, as the files of `config/invalid` expect it.
    var summary: String { "\(severity) \(line):\(column) \(message)" }
}
