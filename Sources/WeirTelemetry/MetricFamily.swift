/// What event loops count.
enum MetricFamily: Int, CaseIterable {
    case requests, active, duration, firstByte, affinity, split, attempts, handshakes, connections, abuse

    var name: StaticString {
        switch self {
        case .requests: "weir_requests_total"
        case .active: "weir_requests_active"
        case .duration: "weir_request_duration_seconds"
        case .firstByte: "weir_upstream_first_byte_seconds"
        case .affinity: "weir_affinity_total"
        case .split: "weir_split_total"
        case .attempts: "weir_attempts_total"
        case .handshakes: "weir_tls_handshakes_total"
        case .connections: "weir_connections"
        case .abuse: "weir_abuse_total"
        }
    }

    var help: StaticString {
        switch self {
        case .requests: "Requests that ended, by where they went and the status sent (none: nothing was sent)."
        case .active: "Requests being served."
        case .duration: "Time from the first byte of a request to the end of its exchange."
        case .firstByte: "Time from the first byte of a request to the head of the response."
        case .affinity: "Requests by what was made of their affinity cookie."
        case .split: "Requests by the arm of the split that they went to."
        case .attempts: "Tries at servers, by how they went."
        case .handshakes: "TLS handshakes, by how they ended."
        case .connections: "Open client connections."
        case .abuse: "Requests and connections ended because a client went beyond a limit or a deadline, by which."
        }
    }

    enum Kind {
        case counter, gauge, histogram

        var word: StaticString {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    var kind: Kind {
        switch self {
        case .requests, .affinity, .split, .attempts, .handshakes, .abuse: .counter
        case .active, .connections: .gauge
        case .duration, .firstByte: .histogram
        }
    }

    /// Numbers kept for each series.
    var cells: Int {
        switch kind {
        case .counter, .gauge: 1
        case .histogram: HistogramBounds.cells
        }
    }
}
