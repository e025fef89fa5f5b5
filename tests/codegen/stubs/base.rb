# frozen_string_literal: true

# What stands for the official library where it cannot be installed: its public names, and
# what it sends. The classes, enums and services are written from the schema by ruby.py.

require 'cgi'
require 'json'
require 'net/http'

module Kaltura
  class KalturaNotImplemented; end

  class KalturaAPIError < RuntimeError
    attr_reader :code, :message

    def initialize(code, message)
      super(message)
      @code = code
      @message = message
    end
  end

  class KalturaConfiguration
    attr_accessor :service_url
  end

  class KalturaObjectBase
    # Whatever has been set, null included, by the name that is made of the attribute.
    def to_params
      members = instance_variables.map do |name|
        first, *rest = name.to_s.delete_prefix('@').split('_')
        [[first, *rest.map(&:capitalize)].join, instance_variable_get(name)]
      end
      { 'objectType' => self.class.name.split('::').last, **members.to_h }
    end

    def to_b(value)
      [true, 1, 'true', '1'].include?(value)
    end
  end

  class KalturaServiceBase
    def initialize(client)
      @client = client
    end
  end

  class KalturaClientBase
    def initialize(config)
      @config = config
      @client_fields = {}
      @request_fields = {}
    end

    def start_multirequest
      @waiting = []
    end

    def do_multirequest
      calls = @waiting
      @waiting = nil
      files = {}
      fields = {}
      calls.each_with_index do |call, index|
        fields[index.to_s] = { 'service' => call[:service], 'action' => call[:action] }.merge(call[:fields])
        call[:files].each { |name, file| files["#{index}:#{name}"] = file }
      end
      post('/api_v3/service/multirequest/', fields.merge(common), files)
      {}
    end

    # One call as a service's method makes it.
    def call(service, action, as_file, values, files)
      fields = {}
      values.merge(@request_fields).each { |name, value| add(fields, name, value) }
      path = "/api_v3/service/#{service}/action/#{action}"
      if as_file
        query = fields.map { |name, value| "#{name}=#{CGI.escape(value.to_s)}&" }.join
        return "#{@config.service_url}#{path}?#{query}"
      end
      if @waiting
        @waiting << { service: service, action: action, fields: fields, files: files }
      else
        post(path, fields.merge(common), files)
      end
      nil
    end

    private

    def common
      { 'format' => 2, 'kalsig' => '0' * 32, **@client_fields }
    end

    def add(fields, name, value)
      case value
      when KalturaNotImplemented.singleton_class then nil
      when nil then fields["#{name}__null"] = ''
      when KalturaObjectBase then add(fields, name, value.to_params)
      when Hash then fields[name] = value.empty? ? { '-' => '' } : inner(value)
      when Array then fields[name] = value.empty? ? { '-' => '' } : value.map { |one| object(one) }
      else fields[name] = value
      end
    end

    def inner(hash)
      hash.each_with_object({}) { |(name, value), made| add(made, name, value) }
    end

    # Of a list's other values the library would make nothing.
    def object(value)
      raise TypeError, 'Lists are of objects.' unless value.is_a?(KalturaObjectBase)

      inner(value.to_params)
    end

    def post(path, fields, files)
      uri = URI(@config.service_url + path)
      request = Net::HTTP::Post.new(uri, 'Accept' => 'text/xml')
      if files.empty?
        request['Content-Type'] = 'application/json'
        request.body = JSON.generate(fields)
      else
        request.set_form([*files, ['json', JSON.generate(fields)]], 'multipart/form-data')
      end
      response = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
      raise KalturaAPIError.new('KALTURA_RUBY_CLIENT_ERROR', response.code) unless response.code == '200'
    end
  end
end
