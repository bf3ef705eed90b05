import ArgumentParser
import WeirCore
import WeirModel
import WeirProxy

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say where a request would go and why, through the very function that serves.",
        discussion: "All servers count as up. Exit status: 0 routed, 3 no route, 1 bad configuration or request.")

    @OptionGroup var file: ConfigurationOption

    @Option(help: "text or json.")
    var format = OutputFormat.text

    @Option(name: .customShort("X"), help: "The method.")
    var method = "GET"

    @Option(name: .customShort("H"), help: "A header field, as 'Name: value'; may be repeated.")
    var header: [String] = []

    @Option(name: .customShort("b"), help: "Cookies, as 'name=value; name=value'.")
    var cookies: String?

    @Option(help: "The client's address, as known after trusted proxies.")
    var client = "127.0.0.1"

    @Option(help: "Seed of the random choices: the same seed gives the same choice. Default: a new one each time.")
    var seed: UInt64?

    @Argument(help: "For instance https://shop.example.com/cart?x=1")
    var url: String

    func run() throws {
        let assembly = Assembly.load(path: file.config)
        guard let plan = assembly.plan else {
            Console.complain(assembly.report)
            throw ExitCode(1)
        }
        guard let address = IPAddress(client) else {
            Console.complain(error: "\"\(client)\" is not an IP address", hint: "--client 203.0.113.7")
            throw ExitCode(1)
        }
        let request: RequestHead
        do throws(ExplainedRequest.Problem) {
            request = try ExplainedRequest.parse(
                method: method, url: url, fields: header, cookies: cookies, limits: plan.configuration.limits)
        } catch {
            Console.complain(error: error.message, hint: error.hint)
            throw ExitCode(1)
        }
        let now = Clock.now
        let snapshot = Snapshot(configuration: plan.configuration, keys: plan.keys, generation: 1, now: now)
        var world = World(snapshot: snapshot, seed: seed ?? UInt64.random(in: .min ... .max))
        let report = ExplanationReport(of: request, client: address, world: &world, now: now)
        switch format {
        case .json: Console.announce(String(decoding: report.json(), as: UTF8.self) + "\n")
        case .text: Console.announce(report.text())
        }
        if !report.isRouted { throw ExitCode(3) }
    }
}
