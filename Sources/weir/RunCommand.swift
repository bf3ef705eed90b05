import ArgumentParser
import Logging
import WeirConfig
import WeirProxy
import WeirTLS

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve until SIGTERM or SIGINT, then drain.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        RecordMemory.keepSpares()
        let assembly = Assembly.load(path: file.config)
        Console.complain(assembly.report)
        guard let plan = assembly.plan else { throw ExitCode(1) }
        do {
            try await Serving.run(plan) { bound in
                for (name, address) in bound.sorted(by: { $0.key < $1.key }) {
                    plan.logger.notice("listening", metadata: ["listener": "\(name)", "address": "\(address)"])
                }
            }
        } catch {
            throw Console.startFailed(error)
        }
    }
}

/// `--config`, as several commands take it.
struct ConfigurationOption: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = "config/weir.yaml"
}
