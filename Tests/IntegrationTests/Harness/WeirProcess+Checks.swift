import Foundation
import Testing

extension WeirProcess {
    /// Expects that it still runs and serves, over TLS and in clear text, without a word from any server.
    func expectServing(at location: SourceLocation = #_sourceLocation) throws {
        let client = try RawClient(port: http)
        try client.get(Site.alivePath, fields: "Connection: close")
        #expect(try client.response().status == 302, "weir says: \(standardError)", sourceLocation: location)
        let secure = try Curl.get(self, Site.alivePath)
        #expect(secure.status == 302, "\(secure.errors); weir says: \(standardError)", sourceLocation: location)
    }

    /// Bytes of memory that the process holds.
    func residentBytes() throws -> Int { try kilobytes("VmRSS:") * 1024 }

    /// Bytes of memory that it has held at most.
    func peakBytes() throws -> Int { try kilobytes("VmHWM:") * 1024 }

    private func kilobytes(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        guard let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) else {
            throw HarnessFailure("no \(name) in \(status)")
        }
        return kilobytes
    }

    /// Open file descriptors.
    func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    /// What the admin listener answers.
    func admin(_ path: String) throws -> RawResponse {
        let client = try RawClient(port: port("admin"))
        try client.get(path, fields: "Connection: close")
        return try client.response()
    }

    /// The sum of a metric over all its series, or over those whose labels contain `text`.
    func metric(_ name: String, _ text: String? = nil) throws -> Double {
        try admin("/metrics").text.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix("\(name){") || line.hasPrefix("\(name) ") else { return sum }
            if let text, !line.contains(text) { return sum }
            return sum + (line.split(separator: " ").last.flatMap { Double($0) } ?? 0)
        }
    }
}
