import Foundation
import Glibc
import Synchronization

/// nginx as an origin: a process of its own, to be killed as servers are in real life.
///
/// Its address is one of loopback's that nobody else uses, so that it can come back where it was.
final class NginxServer: Sendable {
    let address: String
    private let folder: TemporaryFolder
    private let process = Mutex<ChildProcess?>(nil)

    private static let count = Atomic(0)

    /// - Parameters:
    ///   - options: further ones of `listen`.
    ///   - answer: what everything is answered with; nil: the name.
    init(_ name: String, options: String = "", answer: String? = nil) throws {
        folder = try TemporaryFolder()
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        let pid = Int(getpid())
        address = "127.\(1 + number % 250).\(pid >> 8 & 255).\(pid & 255):18080"
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder.path)/\($0);" }
        try folder.write(
            "nginx.conf",
            """
            daemon off;
            master_process off;
            pid \(folder.file("pid"));
            events { worker_connections 512; }
            http {
                access_log off;
                keepalive_requests 1000000;
                \(paths.joined(separator: " "))
                server {
                    listen \(address) \(options);
                    location / { add_header X-Served-By \(name); return 200 "\(answer ?? name)"; }
                }
            }
            """)
        try start()
    }

    func start() throws {
        try? FileManager.default.removeItem(atPath: folder.file("pid"))
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let path = try Tool.path("/usr/sbin/nginx", package: "nginx-light")
        let started = try ChildProcess(
            path, ["-c", folder.file("nginx.conf"), "-p", folder.path, "-e", "stderr"], streams: streams)
        process.withLock { $0 = started }
        // The pid is written once the address is bound.
        try eventually("nginx serves; it says: \(folder.read("err"))") {
            if let status = started.poll() { throw HarnessFailure("nginx \(status): \(folder.read("err"))") }
            return !folder.read("pid").isEmpty
        }
    }

    /// kill -9.
    func kill() {
        process.withLock { $0 }?.kill()
    }
}
