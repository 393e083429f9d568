// What our kinds have in common: how a request by annotation is read, and the statuses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace api {

// By which a person asks for something: "" for none, and no more of it than is kept in a status.
std::string annotation(const kube::Meta& meta, std::string_view name);

std::vector<kube::Condition> read_conditions(const wire::Object& status);
// Of a status: 0 for what no controller has seen yet, of which the API server says -1, so that
// kstatus takes it for no finished thing.
std::int64_t read_observed_generation(const wire::Object& status);

std::vector<wire::Writer> write_conditions(const std::vector<kube::Condition>& conditions);

// A body for server-side apply of the status subresource. It carries uid and resource version, so
// that the write is refused when the object is not the one, and not in the state, that was looked
// at.
wire::Writer status_body(const kube::Resource& resource, const kube::Meta& meta,
                         const wire::Writer& status);

}  // namespace api
