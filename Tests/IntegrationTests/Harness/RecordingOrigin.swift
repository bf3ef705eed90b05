import Synchronization

@testable import FuzzTargets

/// A server that takes down what it gets, and takes for requests only what a strict reader does (RFC 9112). Each is
/// answered with its own target as the body, so that an answer to another request shows.
final class RecordingOrigin: Sendable {
    private struct Content: Sendable {
        var requests: [StrictRequest] = []
        var problems: [String] = []
    }

    /// What the origin's threads write to.
    private final class Record: Sendable {
        let content = Mutex(Content())
    }

    private let origin: ScriptedOrigin
    private let record: Record

    init() throws {
        let record = Record()
        self.record = record
        origin = try ScriptedOrigin { connection in
            var bytes: [UInt8] = []
            while let part = try? connection.some() {
                bytes += part
                do throws(StrictReader.Malformed) {
                    let (requests, rest) = try StrictRequest.all(bytes)
                    bytes = rest
                    record.content.withLock { $0.requests += requests }
                    for request in requests { try? connection.respond(String(decoding: request.target)) }
                } catch {
                    let problem = "\(error.reason): \(String(decoding: bytes))"
                    return record.content.withLock { $0.problems.append(problem) }
                }
            }
        }
    }

    /// Whole requests, in the order in which they were complete.
    var requests: [StrictRequest] { record.content.withLock { $0.requests } }
    /// What came that was no request.
    var problems: [String] { record.content.withLock { $0.problems } }
    var address: String { origin.address }

    func stop() {
        origin.stop()
    }
}
