import ArgumentParser

/// The command line.
@main
struct Weir: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "A TLS-terminating edge proxy and load balancer that says why every request went where it went.",
        subcommands: [
            RunCommand.self, CheckCommand.self, ExplainCommand.self, CertsCommand.self, DemoCommand.self,
            VersionCommand.self,
        ])
}
