import Foundation
import Glibc
import Synchronization
import Testing

/// A running `weir`. Use with `defer { weir.kill() }`, so that it lives to the end of the test and not longer.
final class WeirProcess: Sendable {
    let folder: TemporaryFolder
    private let process: ChildProcess
    private let ports: [String: Int]

    static let accessLogName = "access.log"

    /// Starts it on a whole configuration and waits until it listens.
    /// - Parameter listeners: names of all that will be bound, `admin` too.
    init(yaml: String, listeners: Set<String>, environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let config = try folder.write("weir.yaml", yaml)
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        process = try ChildProcess(
            try Self.binary(), ["run", "--config", config], environment: environment, streams: streams)
        ports = try Self.waitForPorts(of: listeners, process, folder)
    }

    /// Starts it on a test site.
    convenience init(_ site: Site) throws {
        let certificates = try TestCertificates.shared
        let yaml = site.yaml(certificate: certificates.certificate, key: certificates.key)
        try self.init(yaml: yaml, listeners: ["https", "http", "admin"])
    }

    /// The program that was built together with the tests.
    static func binary() throws -> String {
        let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let here = URL(fileURLWithPath: runner).deletingLastPathComponent()
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized
        for folder in [here, root.appendingPathComponent(".build/debug")] {
            let path = folder.appendingPathComponent("weir").path
            if access(path, X_OK) == 0 { return path }
        }
        throw HarnessFailure("no weir beside \(runner); `swift build` makes it")
    }

    // MARK: What it says

    /// The port of a listener; of `admin` too.
    func port(_ listener: String) -> Int { ports[listener] ?? 0 }

    var https: Int { port("https") }
    var http: Int { port("http") }
    var pid: pid_t { process.pid }
    var standardError: String { folder.read("err") }

    /// Waits until standard error says this.
    func waitForError(containing text: String, within seconds: Double = 10) throws {
        try eventually("\"\(text)\" on standard error: \(standardError)", within: seconds) {
            standardError.contains(text)
        }
    }

    private static func waitForPorts(
        of listeners: Set<String>, _ process: ChildProcess, _ folder: TemporaryFolder
    ) throws -> [String: Int] {
        try eventually("weir listens; it says: \(folder.read("err"))", within: 20) {
            if let status = process.poll() {
                throw HarnessFailure("weir ended with \(status): \(folder.read("err"))")
            }
            let ports = announcedPorts(in: folder.read("err"))
            return listeners.isSubset(of: ports.keys) ? ports : nil
        }
    }

    /// From lines such as `… notice weir : address=127.0.0.1:4711 listener=https [weir] listening`.
    private static func announcedPorts(in text: String) -> [String: Int] {
        var ports: [String: Int] = [:]
        for line in text.split(separator: "\n") where line.contains("listening") {
            var values: [Substring: Substring] = [:]
            for word in line.split(separator: " ") {
                let parts = word.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { values[parts[0]] = parts[1] }
            }
            guard let name = values["listener"], let port = values["address"]?.split(separator: ":").last else {
                continue
            }
            ports[String(name)] = Int(port)
        }
        return ports
    }

    // MARK: Ending

    /// SIGTERM: drains and ends. Its exit status, minus the signal that ended it.
    func stop(within seconds: Double = 15) throws -> Int32 {
        process.signal(SIGTERM)
        return try process.wait(within: seconds, "weir after SIGTERM; it says: \(standardError)")
    }

    func signal(_ number: Int32) {
        process.signal(number)
    }

    /// Its exit status once it ends by itself.
    func waitForExit(within seconds: Double = 15) throws -> Int32 {
        try process.wait(within: seconds, "weir; it says: \(standardError)")
    }

    /// Ends it for certain.
    func kill() {
        process.kill()
    }
}
