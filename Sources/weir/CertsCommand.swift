import ArgumentParser
import WeirTLS

struct CertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs",
        abstract: "Write a local CA and a certificate signed by it, for development.")

    @Option(help: "The folder to write to.")
    var out = "certs"

    @Option(name: .customLong("host"), help: "A DNS name or address that the certificate is for; may be repeated.")
    var hosts: [String] = []

    @Flag(help: "Overwrite what is there.")
    var force = false

    func run() throws {
        let names = hosts.isEmpty ? ["localhost", "127.0.0.1", "::1"] : hosts
        do throws(DevelopmentCertificateError) {
            let made = try DevelopmentCertificates(hosts: names, now: Clock.seconds)
            for path in try made.write(to: out, force: force) { print("wrote \(path)") }
        } catch {
            Console.complain(error: Self.describe(error), hint: Self.hint(error))
            throw ExitCode(1)
        }
    }

    private static func describe(_ error: DevelopmentCertificateError) -> String {
        switch error {
        case .noHost: "no host was given"
        case .badHost(let host): "\"\(host)\" is neither a DNS name nor an address"
        case .exists(let path): "\(path) is there already"
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .inside(let words): "OpenSSL: \(words)"
        }
    }

    private static func hint(_ error: DevelopmentCertificateError) -> String? {
        switch error {
        case .exists: "--force overwrites it"
        case .badHost: "for instance: --host localhost --host '*.example.test' --host 127.0.0.1"
        case .noHost, .unwritable, .inside: nil
        }
    }
}
