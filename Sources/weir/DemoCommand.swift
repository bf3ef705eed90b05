import ArgumentParser
import Glibc
import WeirConfig
import WeirCore
import WeirModel
import WeirProxy
import WeirTLS

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Serve HTTPS on 127.0.0.1:8443 with demo servers inside the process, and print what to try.")

    @Option(help: "The port for HTTPS on 127.0.0.1; 0 lets the system choose.")
    var port = Demo.usualPort

    func run() async throws {
        RecordMemory.keepSpares()
        do {
            let folder = try Demo.temporaryFolder()
            defer { Demo.remove(folder) }
            let plan = try Demo.plan(port: port, folder: folder)
            try await Serving.run(plan) { bound in
                Console.announce(
                    Demo.welcome(
                        address: bound["https"] ?? "", admin: bound["admin"] ?? "", authority: "\(folder)/ca.crt"))
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Console.startFailed(error)
        }
    }
}

/// What the demo serves.
enum Demo {
    /// With another port than the usual one the system chooses the admin API's too, so that demos can run side by side.
    static let usualPort = 8443
    private static let stable = ["stable-1", "stable-2", "stable-3"]
    private static let canary = ["canary-1", "canary-2"]

    /// A site with a stable and a canary upstream whose servers live in this process, on unix sockets in `folder`.
    static func plan(port: Int, folder: String) throws -> ServerPlan {
        let certificates = try DevelopmentCertificates(hosts: ["localhost", "127.0.0.1", "::1"], now: Clock.seconds)
        try certificates.write(to: folder, force: true)
        let files = CertificateFiles(certificate: "\(folder)/site.crt", key: "\(folder)/site.key")
        let source = CertificateSource(certificate: files.certificate, key: files.key)
        let loaded = CertificateStore.load([source], now: Clock.seconds)
        guard let store = loaded.store else { throw StartError("the demo's own certificate does not load") }
        let configuration = site(port: port, folder: folder, certificate: files)
        return ServerPlan(
            configuration: configuration, certificates: [store],
            keys: AffinityKeyRing(keys: [AffinityKey(bytes: try RandomBytes.make(count: 32))]),
            effectiveConfiguration: ConfigurationJSON.render(configuration),
            logger: Console.logger(level: .info), version: Version.weir,
            origins: (stable + canary).map { DemoOriginListener(name: $0, address: .unix("\(folder)/\($0).sock")) })
    }

    private static func site(port: Int, folder: String, certificate: CertificateFiles) -> Configuration {
        let loopback = IPAddress(v4: 0x7f00_0001)
        let health = HealthCheck(kind: .http(HTTPHealthCheck(path: "/health")), interval: .seconds(2))
        func upstream(_ name: String, _ servers: [String]) -> Upstream {
            Upstream(
                name: name, servers: servers.map { Server(id: $0, address: .unix("\(folder)/\($0).sock")) },
                affinity: Affinity(), health: health)
        }
        let arms = [Arm(name: "stable", upstream: 0, weight: 80), Arm(name: "canary", upstream: 1, weight: 20)]
        let force = ForceSettings(source: .header("x-weir-arm"), clients: [])
        let split = SplitSettings(by: .client, arms: arms, force: force, salt: "site")
        return Configuration(
            listeners: [
                Listener(
                    name: "https", address: .ip(loopback, port: port), tls: TLSSettings(certificates: [certificate]))
            ],
            upstreams: [upstream("stable", stable), upstream("canary", canary)],
            routes: [
                Route(
                    name: "old", conditions: RouteConditions(paths: [.prefix("/old")]),
                    action: .redirect(Redirect(to: "/new", status: 301))),
                Route(name: "site", action: .split(split)),
            ],
            admin: Admin(address: .ip(loopback, port: port == usualPort ? 9901 : 0)),
            limits: Limits(connections: 1000), workers: .count(1))
    }

    /// What to try.
    static func welcome(address: String, admin: String, authority: String) -> String {
        let url = "https://localhost:\(address.split(separator: ":").last ?? "8443")"
        return """
            Weir serves \(url)/ with three stable servers and two canaries (20 % of clients) inside this process.
            One JSON line a request follows below. Ctrl-C drains and ends. Try, in another terminal:

              curl --cacert \(authority) \(url)/                  # a new client each time: see "arm" and "server" below
              curl --cacert \(authority) -c jar -b jar \(url)/api # again and again: the cookie keeps you on your server
              curl --cacert \(authority) -H 'x-weir-arm: canary' \(url)/api   # a tester chooses the arm
              curl --cacert \(authority) -i \(url)/old              # a redirect route
              curl http://\(admin)/status                     # servers, health, shares of the split
              curl http://\(admin)/metrics                    # Prometheus

            or open \(url)/ in a browser and accept the development certificate.

            """
    }

    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/weir-demo-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw StartError("no temporary folder can be made in /tmp") }
        return String(cString: made)
    }

    /// Removes the demo's folder and the files in it.
    static func remove(_ folder: String) {
        guard let directory = opendir(folder) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(folder)/\(name)") }
        }
        closedir(directory)
        rmdir(folder)
    }
}
