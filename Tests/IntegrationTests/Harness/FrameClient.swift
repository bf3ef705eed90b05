import Glibc

/// An HTTP/2 client that does what a script says, frame by frame: `Tests/Conformance/client.py` has its vocabulary.
///
/// In the script, `client` is connected, `gate(NAME)` waits for `open(NAME)`, `passed(NAME)` ends
/// `wait(for: NAME)`, and what it prints is for the test.
final class FrameClient: Sendable {
    private let folder: TemporaryFolder
    private let process: ChildProcess

    private static let prelude = """
        import os, sys, time
        sys.path.insert(0, sys.argv[1])
        from client import *
        from wire import *

        def gate(name):
            while not os.path.exists(sys.argv[2] + "/" + name):
                time.sleep(0.01)

        def passed(name):
            open(sys.argv[2] + "/" + name, "w").close()

        server = Server("127.0.0.1", int(sys.argv[3]), patience=float(sys.argv[4]))

        """

    /// Starts a script at the plain listener, which has to take HTTP/2.
    /// - Parameter settings: pairs of the client's settings, as Python has them: `(INITIAL_WINDOW_SIZE, 0)`.
    init(_ weir: WeirProcess, settings: String = "", _ script: String) throws {
        folder = try TemporaryFolder()
        let text = "\(Self.prelude)client = server.connect(\(settings))\n\(script)"
        let arguments = [Python.conformanceFolder, folder.path, "\(weir.http)", "\(20 * Deadline.patience)"]
        process = try Python.begin(.script(text, arguments, with: .hpack), folder: folder)
    }

    /// Lets the script go on that waits for this gate, or will.
    func open(_ gate: String) throws {
        try folder.write(gate, "")
    }

    /// Waits until the script has got as far as `passed(NAME)`.
    func wait(for name: String) throws {
        try eventually("the script passes \(name); it says: \(folder.read("python.err"))") {
            access(folder.file(name), F_OK) == 0
        }
    }

    /// Ends it without a goodbye.
    func kill() {
        process.kill()
    }

    /// Waits for its end; fails if it fails. Its lines of output.
    func finish(within seconds: Double = 30) throws -> [String] {
        let status = try process.wait(within: seconds, "the script; it says: \(folder.read("python.err"))")
        guard status == 0 else { throw HarnessFailure("the script ends with \(status): \(folder.read("python.err"))") }
        return folder.read("python.out").split(separator: "\n").map(String.init)
    }
}

extension Site {
    /// A site whose plain listener takes HTTP/2 too.
    static func speakingHTTP2(_ servers: String...) -> Site {
        var site = Site(servers: servers)
        site.http = ["http2: prior_knowledge"]
        return site
    }
}
