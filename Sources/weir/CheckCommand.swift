import ArgumentParser
import WeirConfig

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Load a configuration exactly as `run` would, and report all that is wrong.")

    @OptionGroup var file: ConfigurationOption

    @Option(help: "text or json.")
    var format = OutputFormat.text

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func run() throws {
        let assembly = Assembly.load(path: file.config)
        switch format {
        case .json where !assembly.isUnreadable:
            Console.announce(String(decoding: DiagnosticJSON.render(assembly.diagnostics), as: UTF8.self))
        case .json, .text:
            Console.complain(assembly.report)
        }
        if assembly.isUnreadable { throw ExitCode(2) }
        if assembly.hasErrors { throw ExitCode(1) }
        if strict && !assembly.diagnostics.isEmpty {
            if format == .text { Console.complain(error: "warnings count as errors with --strict", hint: nil) }
            throw ExitCode(1)
        }
        if format == .text { print("\(file.config): fine") }
    }
}

/// How a command's findings are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
