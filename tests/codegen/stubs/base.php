<?php

// What stands for the official library where it cannot be installed: its public names, and
// what it sends. The classes, enums and services are written from the schema by php.py.

namespace Kaltura\Client;

class ApiException extends \RuntimeException
{
    public function __construct(string $message, string $code)
    {
        parent::__construct($message);
        $this->code = $code;
    }
}

class ClientException extends \RuntimeException
{
}

class Configuration
{
    private string $url = 'http://www.kaltura.com/';

    public function getServiceUrl()
    {
        return $this->url;
    }

    public function setServiceUrl($url)
    {
        $this->url = $url;
    }
}

abstract class EnumBase
{
}

final class NullValue
{
    private static ?NullValue $one = null;

    private function __construct()
    {
    }

    public static function getInstance()
    {
        return self::$one ??= new self();
    }
}

abstract class ObjectBase
{
    abstract public function getKalturaObjectType();

    public function __construct(?\SimpleXMLElement $xml = null)
    {
    }
}

class MultiRequestSubResult implements \ArrayAccess
{
    public function __construct(public string $value)
    {
    }

    public function __toString(): string
    {
        return '{' . $this->value . '}';
    }

    public function __get($name)
    {
        return new self("$this->value:$name");
    }

    public function offsetExists(mixed $offset): bool
    {
        return true;
    }

    public function offsetGet(mixed $offset): mixed
    {
        return new self("$this->value:$offset");
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        throw new \LogicException('A result is not for writing.');
    }

    public function offsetUnset(mixed $offset): void
    {
        throw new \LogicException('A result is not for writing.');
    }
}

abstract class ServiceBase
{
    public function __construct(protected Client $client)
    {
    }
}

abstract class Plugin
{
    protected function __construct(protected Client $client)
    {
    }
}

abstract class Base
{
    protected array $clientFields = [];
    protected array $requestFields = [];
    private ?array $waiting = null;

    public function __construct(private Configuration $config)
    {
    }

    public static function getKalturaNullValue()
    {
        return NullValue::getInstance();
    }

    public function startMultiRequest()
    {
        $this->waiting = [];
    }

    public function doMultiRequest()
    {
        [$calls, $this->waiting] = [$this->waiting, null];
        $files = [];
        foreach ($calls as $number => $call) {
            foreach ($call['files'] as $name => $path) {
                $files["$number:$name"] = $path;
            }
            $calls[$number] = ['service' => $call['service'], 'action' => $call['action']] + $call['fields'];
        }
        $this->send('/api_v3/service/multirequest', $this->common() + $calls, $files);
        return [];
    }

    /** One call as a service's method makes it; `$lists` are its arrays and maps. */
    public function call(string $service, string $action, bool $asFile, array $values, array $lists, array $paths)
    {
        $fields = [];
        foreach ($values as $name => $value) {
            $this->add($fields, $name, $value);
        }
        foreach ($lists as $name => $list) {
            foreach ($list ?? [] as $key => $object) {
                if (!$object instanceof ObjectBase) {
                    throw new \TypeError("$name takes objects.");
                }
                $this->add($fields, "$name:$key", $object);
            }
        }
        $files = [];
        foreach ($paths as $name => $path) {
            $this->add($files, $name, $path);
        }
        foreach ($this->requestFields as $name => $value) {
            $this->add($fields, $name, $value);
        }
        $path = "/api_v3/service/$service/action/$action";
        if ($asFile) {
            return $this->config->getServiceUrl() . "$path?" . http_build_query($this->common() + $fields);
        }
        if ($this->waiting !== null) {
            $this->waiting[] = compact('service', 'action', 'fields', 'files');
            return new MultiRequestSubResult(count($this->waiting) . ':result');
        }
        $this->send($path, $this->common() + ['ignoreNull' => true] + $fields, $files);
        return null;
    }

    private function common(): array
    {
        return ['format' => '2', 'kalsig' => str_repeat('0', 32)] + $this->clientFields;
    }

    private function add(array &$fields, string|int $name, mixed $value): void
    {
        if ($value === null) {
            return;
        }
        if ($value instanceof NullValue) {
            $fields["{$name}__null"] = '';
        } elseif (is_bool($value)) {
            $fields[$name] = $value;
        } elseif ($value instanceof ObjectBase || is_array($value)) {
            $members = is_array($value) ? $value : get_object_vars($value);
            $inner = is_array($value) ? [] : ['objectType' => $value->getKalturaObjectType()];
            foreach ($members as $key => $member) {
                $this->add($inner, $key, $member);
            }
            $fields[$name] = $value === [] ? ['-' => ''] : $inner;
        } else {
            $fields[$name] = (string) $value;
        }
    }

    private function send(string $path, array $fields, array $files): void
    {
        $json = json_encode($fields, JSON_THROW_ON_ERROR);
        $curl = curl_init($this->config->getServiceUrl() . $path);
        $files = array_map(fn ($file) => new \CURLFile($file), $files);
        curl_setopt_array($curl, [
            CURLOPT_POSTFIELDS => $files ? ['json' => $json] + $files : $json,
            CURLOPT_HTTPHEADER => $files ? [] : ['Content-Type: application/json'],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_FAILONERROR => true,
        ]);
        if (curl_exec($curl) === false) {
            throw new ClientException(curl_error($curl));
        }
    }
}
