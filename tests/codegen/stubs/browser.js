// The ways of the official client library for browsers, as its generator makes them:
// https://github.com/kaltura/clients-generator. The services are SERVICES, set before it.
"use strict";

function KalturaConfiguration() {
  this.serviceUrl = "http://www.kaltura.com";
}

class RequestLevel {
  constructor() {
    this.requestData = {};
  }
  setClientTag(value) {
    this.requestData.clientTag = value;
  }
  setApiVersion(value) {
    this.requestData.apiVersion = value;
  }
  setPartnerId(value) {
    this.requestData.partnerId = value;
  }
  setKs(value) {
    this.requestData.ks = value;
  }
  setLanguage(value) {
    this.requestData.language = value;
  }
}

class KalturaClient extends RequestLevel {
  constructor(config) {
    super();
    this.config = config;
    this.setClientTag("ajax");
    this.setApiVersion("22.19.0");
  }
  startMultiRequest() {
    return new KalturaMultiRequestBuilder();
  }
}

class KalturaRequestBuilder extends RequestLevel {
  constructor(service, action, data, files) {
    super();
    Object.assign(this, { service, action, data, files });
  }
  setResponseProfile(value) {
    this.requestData.responseProfile = value;
  }
  getData() {
    return Object.assign(this.data, { format: 1 }, this.requestData);
  }
  getPath() {
    return `service/${this.service}/action/${this.action}`;
  }
  execute(client, callback) {
    this.requestData = { ...client.requestData, ...this.requestData };
    const json = JSON.stringify({ ...this.getData(), kalsig: "0" });
    const files = Object.entries(this.files ?? {});
    const form = new FormData();
    form.append("json", json);
    for (const [name, input] of files) {
      form.append(name, input.files[0]);
    }
    $.ajax({
      type: "POST",
      url: `${client.config.serviceUrl}/api_v3/${this.getPath()}`,
      data: files.length ? form : json,
      processData: !files.length,
      contentType: files.length ? false : "application/json",
      dataType: "json",
      success: (result) => callback(!(result?.code && result.message), result),
      error: (answer, status, thrown) => callback(false, thrown),
    });
  }
}

class KalturaMultiRequestBuilder extends KalturaRequestBuilder {
  constructor() {
    super();
    this.requests = [];
  }
  add(request) {
    this.requests.push(request);
    return this;
  }
  getPath() {
    return "service/multirequest";
  }
  getData() {
    const made = this.requests.map((one) => ({
      ...one.getData(), service: one.service, action: one.action,
    }));
    return { ...made, format: 1, ...this.requestData };
  }
}

function method({ service, action, parameters }) {
  return (...given) => {
    const data = {};
    const files = {};
    for (const [index, { name, optional, kind, value }] of parameters.entries()) {
      // What is falsy counts as absent where a parameter is optional.
      const sent = optional && !given[index] ? value : given[index];
      if (kind === "file") {
        files[name] = sent;
      } else if (!(optional && kind === "object" && sent === null)) {
        data[name] = sent;
      }
    }
    const used = Object.keys(files).length ? files : undefined;
    return new KalturaRequestBuilder(service, action, data, used);
  };
}

for (const [name, actions] of Object.entries(SERVICES)) {
  const made = Object.entries(actions).map(([action, found]) => [action, method(found)]);
  globalThis[name] = Object.fromEntries(made);
}
